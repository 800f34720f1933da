package io.noisystudent.labeler.config;

import io.noisystudent.labeler.messaging.Channels;
import io.noisystudent.networks.build.Networks;
import io.noisystudent.service.start.ServiceMain;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.time.Clock;

/** Checks settings, pipeline and whether the device failed too often, then starts the service. */
@QuarkusMain
public final class Main {
    private Main() {}

    /** Starts the service. */
    public static void main(String[] arguments) {
        ServiceMain<LabelerConfig> main =
                new ServiceMain<>("labeler-service", LabelerConfig.class, Networks::isKnown, LabelerSettings::problems);
        LabelerConfig.Labeler labeler =
                main.require().getConfigMapping(LabelerConfig.class).labeler();
        if (LabelerSettings.deviceFailures(labeler, Clock.systemUTC()).tooMany().isPresent()) {
            Channels.disable();
        }
        main.run(arguments);
    }
}
