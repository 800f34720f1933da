package io.noisystudent.trainer.config;

import io.noisystudent.service.config.RegistryAddressConfig;
import io.noisystudent.service.config.ServiceConfig;
import io.noisystudent.service.config.StoreConfig;
import io.noisystudent.service.config.VerificationConfig;
import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/** The settings of this service, all under {@code noisystudent}. */
@ConfigMapping(prefix = "noisystudent")
public interface TrainerConfig extends ServiceConfig {
    RegistryAddressConfig registry();

    Trainer trainer();

    Store store();

    VerificationConfig signing();

    /** The object store of the checkpoints: the registry's. */
    interface Store extends StoreConfig {
        /** Without a path: {@code http://minio:9000}. Without an endpoint, a killed training starts over. */
        Optional<URI> endpoint();

        Optional<String> accessKey();

        Optional<String> secretKey();
    }

    /** How this machine is used. */
    interface Trainer {
        /** Threads of libtorch; default: all cores. The last bits of the weights depend on it. */
        OptionalInt threads();

        /** Threads that decode and distort images ahead of the steps. */
        @WithDefault("1")
        int loaders();

        /** {@code auto} (what a probe finds faster), {@code fp32}, {@code bf16}. */
        @WithDefault("auto")
        String precision();

        /**
         * Whose code convolves and normalizes in training: {@code auto} (oneDNN directly where it is faster),
         * {@code libtorch}. The last bits of the weights depend on it.
         */
        @WithDefault("auto")
        String kernels();

        /** Directory of the decoded images, which are mapped into memory. */
        @WithDefault("${java.io.tmpdir}/noisy-student/trainer")
        Path cacheDirectory();

        /** What the decoded images of a training may take there. */
        @WithDefault("16G")
        MemorySize cacheQuota();

        /** A checkpoint is kept at the first end of an epoch after this time. */
        @WithDefault("PT30S")
        Duration checkpointInterval();

        /**
         * So many trainers may be killed while they train a request, one after the other without another checkpoint,
         * before it is answered as failed. An orderly stop does not count.
         */
        @WithDefault("5")
        int maxStarts();

        /** {@code forever}, or {@code once}: takes one request, answers it, and ends with status 0. */
        @WithDefault("forever")
        RunDuration run();

        /** A trainer that runs once and finds no request in this time ends with status 0. */
        @WithDefault("PT5M")
        Duration requestTimeout();
    }

    /** How long a trainer serves. */
    enum RunDuration {
        FOREVER,
        ONCE
    }
}
