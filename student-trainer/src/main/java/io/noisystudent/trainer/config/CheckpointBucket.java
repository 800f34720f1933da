package io.noisystudent.trainer.config;

import io.noisystudent.storage.ObjectStore;
import io.noisystudent.storage.minio.MinioConfig;
import io.noisystudent.storage.minio.MinioObjectStore;
import java.util.Optional;
import java.util.function.Supplier;

/** The bucket of the checkpoints, which the registry makes; the store is asked when it is needed first. */
final class CheckpointBucket implements Supplier<Optional<ObjectStore>> {
    private final Optional<ObjectStore> store;

    CheckpointBucket(TrainerConfig.Store settings) {
        store = config(settings).map(MinioObjectStore::open);
    }

    /** Empty where no store is configured; {@code CONFIG_INVALID} for values that are none. */
    static Optional<MinioConfig> config(TrainerConfig.Store settings) {
        return settings.endpoint()
                .map(endpoint -> new MinioConfig(
                        endpoint,
                        settings.region(),
                        settings.bucket(),
                        settings.accessKey().orElse(""),
                        settings.secretKey().orElse(""),
                        MinioConfig.authorities(settings.caFile()),
                        settings.timeout()));
    }

    /** Empty where no store is configured. */
    @Override
    public Optional<ObjectStore> get() {
        return store;
    }
}
