package io.noisystudent.labeler.config;

import io.noisystudent.service.config.RegistryAddressConfig;
import io.noisystudent.service.config.ServiceConfig;
import io.noisystudent.service.config.VerificationConfig;
import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
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
        /** {@code auto} (CUDA if it loads), {@code cuda} (or refuse to start), {@code cpu}. */
        @WithDefault("auto")
        String device();

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
