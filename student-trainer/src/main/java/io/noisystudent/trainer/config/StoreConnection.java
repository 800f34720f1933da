package io.noisystudent.trainer.config;

import io.noisystudent.storage.ObjectStore;
import io.noisystudent.storage.minio.MinioConfig;
import io.noisystudent.storage.minio.MinioObjectStore;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Connects to the store when it is needed first; a store that is away then is tried again at the next need. */
final class StoreConnection implements Supplier<Optional<ObjectStore>> {
    private final Optional<MinioConfig> config;
    private @Nullable ObjectStore connected;

    StoreConnection(TrainerConfig.Store settings) {
        config = config(settings);
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
                        settings.timeout()));
    }

    /** {@code STORE_UNAVAILABLE} while the store is away. */
    @Override
    public synchronized Optional<ObjectStore> get() {
        if (connected == null && config.isPresent()) {
            connected = MinioObjectStore.connect(config.get());
        }
        return Optional.ofNullable(connected);
    }
}
