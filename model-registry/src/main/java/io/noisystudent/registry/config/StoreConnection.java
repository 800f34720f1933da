package io.noisystudent.registry.config;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.storage.minio.MinioConfig;
import io.noisystudent.storage.minio.MinioObjectStore;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Connects to the store, which may start after the registry. */
final class StoreConnection {
    private static final Logger LOG = LoggerFactory.getLogger(StoreConnection.class);
    private static final long PAUSE_MILLIS = 500;

    private StoreConnection() {}

    static MinioObjectStore open(RegistryConfig.Store config) {
        return open(minio(config, config.endpoint()), config.patience());
    }

    /** The store under another of its endpoints. */
    static MinioConfig minio(RegistryConfig.Store config, URI endpoint) {
        return new MinioConfig(
                endpoint,
                config.region(),
                config.bucket(),
                config.accessKey(),
                config.secretKey(),
                MinioConfig.authorities(config.caFile()),
                config.timeout());
    }

    private static MinioObjectStore open(MinioConfig config, Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        boolean logged = false;
        while (true) {
            try {
                return MinioObjectStore.connect(config);
            } catch (NoisyStudentException e) {
                if (e.code() != ErrorCode.STORE_UNAVAILABLE || System.nanoTime() > deadline) {
                    throw e;
                }
                if (!logged) {
                    LOG.info("waiting for the object store {}", e.describe());
                    logged = true;
                }
                pause(e);
            }
        }
    }

    private static void pause(NoisyStudentException reason) {
        try {
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw reason;
        }
    }
}
