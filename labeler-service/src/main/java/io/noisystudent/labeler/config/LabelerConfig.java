package io.noisystudent.labeler.config;

import io.noisystudent.service.config.RegistryAddressConfig;
import io.noisystudent.service.config.ServiceConfig;
import io.noisystudent.service.config.VerificationConfig;
import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/** The settings of this service, all under {@code noisystudent}. */
@ConfigMapping(prefix = "noisystudent")
public interface LabelerConfig extends ServiceConfig {
    RegistryAddressConfig registry();

    /** Name of this process, unique among all labelers: transactional ids derive from it. */
    String instance();

    Labeler labeler();

    VerificationConfig signing();

    /** How this machine is used. */
    interface Labeler {
        /**
         * {@code auto} (CUDA if it loads), {@code cpu}, {@code cuda} or {@code cuda:N} (or refuse to start), or several of
         * the last, separated by commas: a session on each, and a batch goes to the one with least to do.
         */
        @WithDefault("auto")
        String device();

        /** {@code cuda}, or {@code tensorrt} with CUDA for what it does not take; a CPU has neither. */
        @WithDefault("cuda")
        String provider();

        /** Of products on CUDA: {@code fp32}, {@code tf32} or {@code fp16}; a CPU computes in {@code fp32}. */
        @WithDefault("tf32")
        String precision();

        /**
         * What a model may take of a CUDA device; one version is closed before the next is opened then. Default: all,
         * and several versions stay loaded.
         */
        Optional<MemorySize> deviceMemory();

        /** How memory of a CUDA device is taken: {@code next-power-of-two} or {@code same-as-requested}. */
        @WithDefault("next-power-of-two")
        String deviceArena();

        /** Batches on a CUDA device at once: while one computes, the next is copied. Each takes a thread. */
        @WithDefault("2")
        int batchesPerDevice();

        /** Batches that are decoded and run at once, each on one thread; default: all cores. */
        OptionalInt threads();

        /** Images of one inference call; on a CPU 16 to 64 is fastest. */
        @WithDefault("32")
        int batchSize();

        /** Directory of the model files; several labelers of one machine may share it. */
        @WithDefault("${java.io.tmpdir}/noisy-student/models")
        Path modelCache();

        /** What the model files may take together. */
        @WithDefault("10G")
        MemorySize modelCacheSize();

        /** Most images in one request to the inference endpoint. */
        @WithDefault("256")
        int maxRequestImages();

        /** Most pixels that the image files of one request may have together, by their headers. */
        @WithDefault("128000000")
        int maxRequestPixels();

        /** Most requests to the inference endpoint that work or wait at once; further ones are refused at once. */
        @WithDefault("64")
        int maxRequests();

        /**
         * Most pixels that are decoded at once for all requests; one takes up to 9 bytes of native memory. As many
         * requests as there are threads share them, so that labeling keeps half of the cores.
         */
        @WithDefault("64000000")
        int maxPixelsAtOnce();

        /** How long a request waits for others before it is refused. */
        @WithDefault("5s")
        Duration requestPatience();
    }
}
