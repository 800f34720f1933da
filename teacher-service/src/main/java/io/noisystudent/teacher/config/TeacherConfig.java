package io.noisystudent.teacher.config;

import io.noisystudent.service.config.RegistryAddressConfig;
import io.noisystudent.service.config.ServiceConfig;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/** What this process needs to know besides {@code pipeline.yaml}. */
@ConfigMapping(prefix = "noisystudent")
public interface TeacherConfig extends ServiceConfig {
    RegistryAddressConfig registry();

    /** Unique name of this process; by default the host's name and a random suffix. */
    Optional<String> instance();

    Curriculum curriculum();

    /** The intervals and time limits of the curriculum. */
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
