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
        /** Threads of libtorch on the processor; default: all cores. The last bits of the weights depend on it. */
        OptionalInt threads();

        /** Threads that decode and distort images ahead of the steps. */
        @WithDefault("1")
        int loaders();

        /**
         * Where trainings run: {@code auto} (the first card, if CUDA and a card are there, else the processor),
         * {@code cpu}, {@code cuda}, {@code cuda:N}. The last bits of the weights depend on it.
         */
        @WithDefault("auto")
        String device();

        /**
         * {@code auto} (what a probe finds faster, of fp32 and bf16), {@code fp32}, {@code bf16}, or on a card
         * {@code fp16}, which scales the loss.
         */
        @WithDefault("auto")
        String precision();

        /** Whether a card may round the operands of float32 products to TF32 in training. */
        @WithDefault("false")
        boolean tf32();

        /** Whether cuDNN times its algorithms for every new shape and keeps the fastest. */
        @WithDefault("true")
        boolean autotuning();

        /**
         * Whether a card may only use algorithms that give the same bits every time; turns {@link #autotuning} off. A
         * processor always does.
         */
        @WithDefault("false")
        boolean deterministic();

        /**
         * Whose code convolves and normalizes in training on a processor: {@code auto} (oneDNN directly where it is
         * faster), {@code libtorch}. The last bits of the weights depend on it.
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
