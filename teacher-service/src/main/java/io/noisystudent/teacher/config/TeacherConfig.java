package io.noisystudent.teacher.config;

import io.noisystudent.registryclient.RegistryAddress;
import io.noisystudent.service.config.ServiceConfig;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** What this process needs to know besides {@code pipeline.yaml}. */
@ConfigMapping(prefix = "noisystudent")
public interface TeacherConfig extends ServiceConfig {
    Pipeline pipeline();

    Registry registry();

    /** Unique name of this process; by default the host's name and a random suffix. */
    Optional<String> instance();

    Curriculum curriculum();

    /** Where the pipeline is declared. */
    interface Pipeline {
        /** Path of {@code pipeline.yaml}. */
        Path file();
    }

    /** Where the registry is. */
    interface Registry {
        /** Without a path: {@code http://model-registry:8080}. */
        URI url();

        /** File of the bearer token that the registry asks for; read again for every request. */
        Optional<Path> tokenFile();

        /** The bearer token itself, where nobody renews it. */
        Optional<String> token();

        /** PEM file of the authorities that may vouch for an {@code https} registry; by default those of Java. */
        Optional<Path> caFile();

        /** All of it. */
        default RegistryAddress address() {
            return new RegistryAddress(url(), tokenFile(), token(), caFile());
        }
    }

    /** When the curriculum looks and how long it waits. */
    interface Curriculum {
        /** The data logs have settled when they have not grown for so long. */
        @WithDefault("5s")
        Duration settle();

        /** Logs that never stop growing count as settled after so long. */
        @WithDefault("10m")
        Duration settleAtMost();

        /** How often it is looked whether topics were made again, and, while no generation is open, at logs and registry. */
        @WithDefault("1s")
        Duration tick();

        /**
         * Tasks or requests that their group has passed without answers, and that stay so for so long, are waited for no
         * longer; looked at six times in this time.
         */
        @WithDefault("60s")
        Duration passedAfter();
    }
}
