package io.noisystudent.labeler.config;

import io.noisystudent.labeler.messaging.Channels;
import io.noisystudent.labeler.models.DeviceFailures;
import io.noisystudent.networks.build.Networks;
import io.noisystudent.service.start.ServiceMain;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/** Checks settings, pipeline and whether the device failed too often, then starts the service. */
@QuarkusMain
public final class Main {
    /** Judged once: both what takes no tasks and what says why go by it. */
    private static final AtomicReference<DeviceFailures> JUDGED = new AtomicReference<>();

    private Main() {}

    /** Starts the service. */
    public static void main(String[] arguments) {
        ServiceMain<LabelerConfig> main =
                new ServiceMain<>("labeler-service", LabelerConfig.class, Networks::isKnown, LabelerSettings::problems);
        LabelerConfig.Labeler labeler =
                main.require().getConfigMapping(LabelerConfig.class).labeler();
        DeviceFailures failures = LabelerSettings.deviceFailures(labeler, Clock.systemUTC());
        JUDGED.set(failures);
        if (failures.tooMany().isPresent()) {
            Channels.disable();
        }
        main.run(arguments);
    }

    /** Those that this start was judged by; empty where Quarkus starts the service without this class, as in its tests. */
    static Optional<DeviceFailures> judged() {
        return Optional.ofNullable(JUDGED.get());
    }
}
