package io.noisystudent.registry.config;

import io.noisystudent.networks.build.Networks;
import io.noisystudent.service.start.ServiceMain;
import io.quarkus.runtime.annotations.QuarkusMain;

/** Checks settings and pipeline, then starts the service. */
@QuarkusMain
public final class Main {
    private Main() {}

    /** Starts the service. */
    public static void main(String[] arguments) {
        new ServiceMain<>("model-registry", RegistryConfig.class, Networks::isKnown).run(arguments);
    }
}
