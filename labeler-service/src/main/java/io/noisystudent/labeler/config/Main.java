package io.noisystudent.labeler.config;

import io.noisystudent.networks.build.Networks;
import io.noisystudent.service.start.ServiceMain;
import io.quarkus.runtime.annotations.QuarkusMain;

/** Checks settings and pipeline, then starts the service. */
@QuarkusMain
public final class Main {
    private Main() {}

    /** Starts the service. */
    public static void main(String[] arguments) {
        new ServiceMain<>("labeler-service", LabelerConfig.class, Networks::isKnown, LabelerSettings::problems)
                .run(arguments);
    }
}
