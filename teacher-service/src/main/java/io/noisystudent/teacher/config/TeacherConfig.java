package io.noisystudent.teacher.config;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** What this process needs to know besides {@code pipeline.yaml}. */
@ConfigMapping(prefix = "noisystudent")
public interface TeacherConfig {
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
    }

    /** When the curriculum looks and how long it waits. */
    interface Curriculum {
        /** The data logs have settled when they have not grown for so long. */
        @WithDefault("5s")
        Duration settle();

        /** Logs that never stop growing count as settled after so long. */
        @WithDefault("10m")
        Duration settleAtMost();

        /** How often the logs and the registry are looked at while no generation is open. */
        @WithDefault("1s")
        Duration tick();
    }
}
