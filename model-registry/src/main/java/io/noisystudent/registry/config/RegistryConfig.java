package io.noisystudent.registry.config;

import io.noisystudent.service.config.ServiceConfig;
import io.noisystudent.service.config.StoreConfig;
import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What this process needs to know besides {@code pipeline.yaml}. */
@ConfigMapping(prefix = "noisystudent")
public interface RegistryConfig extends ServiceConfig {
    Store store();

    Registry registry();

    Signing signing();

    Webhooks webhooks();

    /** Unique name of this process, for its log. */
    Optional<String> instance();

    /** The object store; anything that speaks S3 and honors {@code If-None-Match: *}. */
    interface Store extends StoreConfig {
        /** Without a path: {@code http://minio:9000}. */
        URI endpoint();

        String accessKey();

        String secretKey();

        /** Where clients reach the store; without it, no download is redirected to it. */
        Optional<URI> publicEndpoint();

        /** How long an address of a redirected download is valid. */
        @WithDefault("15m")
        Duration linkValidity();

        /** How long the start waits for a store that is not there yet. */
        @WithDefault("60s")
        Duration patience();
    }

    /** How versions are signed. */
    interface Signing {
        /** PEM file of the private key, Ed25519 or ECDSA; without one, nothing is signed. */
        Optional<Path> key();

        /** PEM file of public keys: the one that belongs to {@code key}, and those that were used before. */
        Optional<Path> trustedKeys();
    }

    /** Who is notified of promotions and rejections. */
    interface Webhooks {
        /** By a name of your choice, under which the log of deliveries is kept. */
        Map<String, Target> targets();

        /** Allowed hosts of targets, {@code host} or {@code host:port}; a target elsewhere is refused at the start. */
        Optional<List<String>> allowedHosts();

        /** How many attempts a delivery gets. */
        @WithDefault("15")
        int maxAttempts();

        /** The wait after the first failure; it doubles with each. */
        @WithDefault("2s")
        Duration firstRetry();

        /** The longest wait. */
        @WithDefault("1h")
        Duration longestRetry();

        /** For one attempt. */
        @WithDefault("10s")
        Duration timeout();

        /** One receiver. */
        interface Target {
            /** Where it listens. */
            String url();

            /** {@code whsec_} and the Base64 of 24 to 64 bytes, which the receiver has too. */
            String secret();
        }
    }

    /** How the registry works. */
    interface Registry {
        /** Where the other services find the registry; it does not need to know. */
        Optional<URI> url();

        /** The largest model file that is accepted. */
        @WithDefault("512M")
        MemorySize maxModelSize();

        /** Models that are kept; a registry that has more goes on with them, and takes no further one. */
        @WithDefault("10000")
        int maxModels();

        /** Evaluations of one version that are kept. */
        @WithDefault("500")
        int maxEvaluations();

        /** What the evaluations of one version may have together, as JSON. */
        @WithDefault("16M")
        MemorySize maxEvaluationBytes();

        /** How long an uploaded model may take for its trial run. */
        @WithDefault("30s")
        Duration trialLimit();

        /** Whether the trial run has a process of its own; without one it is faster, and a crash ends the registry. */
        @WithDefault("true")
        boolean trialProcess();

        /** Memory that the process of a trial run may take, heap and native together. */
        @WithDefault("2G")
        MemorySize trialMemory();

        /** Age below which an uploaded file that no version names is not garbage. */
        @WithDefault("24h")
        Duration garbageGrace();

        /** How often Kafka is looked at for what it lacks; and the store, while events of others are not heard. */
        @WithDefault("2s")
        Duration reconcileInterval();

        /** How often the store is looked at for what other instances wrote, while their events are heard. */
        @WithDefault("1m")
        Duration lookInterval();

        /** How often a small object is written, to know whether the store takes writes; more often after a failure. */
        @WithDefault("30s")
        Duration writeProbeInterval();
    }
}
