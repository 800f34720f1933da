package io.noisystudent.trainer.config;

import io.noisystudent.registryclient.RegistryAddress;
import io.noisystudent.registryclient.signing.Verification;
import io.noisystudent.service.config.ServiceConfig;
import io.noisystudent.storage.minio.MinioConfig;
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
    Pipeline pipeline();

    Registry registry();

    Trainer trainer();

    Store store();

    Signing signing();

    /** Whose teachers are trusted, and whose models when one is trained again and compared. */
    interface Signing {
        /** Whether a model must be signed: {@code required}, {@code warn} or {@code off}. */
        @WithDefault("off")
        Verification.Mode verification();

        /** PEM file of the public keys that are trusted; during a rotation the old and the new one. */
        Optional<Path> trustedKeys();

        /** All of it; {@code CONFIG_INVALID} if the keys cannot be read, or are needed and not named. */
        default Verification rule() {
            return Verification.of(verification(), trustedKeys().orElse(null));
        }
    }

    /** The problem that is worked on. */
    interface Pipeline {
        /** Path of {@code pipeline.yaml}. */
        @WithDefault("pipeline.yaml")
        Path file();
    }

    /** Where students go. */
    interface Registry {
        /** For example {@code http://model-registry:8080}. */
        @WithDefault("http://localhost:8080")
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

    /** The object store of the checkpoints: the registry's. */
    interface Store {
        /** Without a path: {@code http://minio:9000}. Without an endpoint, a killed training starts over. */
        Optional<URI> endpoint();

        /** The region that requests are signed for. */
        @WithDefault(MinioConfig.DEFAULT_REGION)
        String region();

        /** The registry's, which makes it. */
        @WithDefault("models")
        String bucket();

        Optional<String> accessKey();

        Optional<String> secretKey();

        /** PEM file of the authorities that may vouch for an {@code https} store; by default those of Java. */
        Optional<Path> caFile();

        /** For connecting, and for each single read or write. */
        @WithDefault("PT30S")
        Duration timeout();
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
        RunMode run();

        /** A trainer that runs once and finds no request in this time ends with status 0. */
        @WithDefault("PT5M")
        Duration requestTimeout();
    }

    /** How long a trainer serves. */
    enum RunMode {
        FOREVER,
        ONCE
    }
}
