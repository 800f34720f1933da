package io.noisystudent.trainer.config;

import io.noisystudent.networks.build.Networks;
import io.noisystudent.service.start.ServiceMain;
import io.quarkus.runtime.annotations.QuarkusMain;

/** Checks settings and pipeline, then starts the service. */
@QuarkusMain
public final class Main {
    static final ServiceMain<TrainerConfig> SERVICE =
            new ServiceMain<>("student-trainer", TrainerConfig.class, Networks::isKnown, TrainerSettings::problems);

    private Main() {}

    /** Starts the service, or with {@code replay VERSION} trains that version again. */
    public static void main(String[] arguments) {
        if (arguments.length == 2 && arguments[0].equals("replay")) {
            System.exit(new ReplayRun(SERVICE.require(), System.out).run(arguments[1]));
        }
        SERVICE.run(arguments);
    }
}
