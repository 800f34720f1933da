package io.noisystudent.registry.testing;

import io.noisystudent.embedded.testing.EmbeddedStack;
import io.noisystudent.storage.minio.MinioConfig;
import io.noisystudent.storage.minio.MinioObjectStore;

/** The store as a stranger sees it. */
public final class Stores {
    private Stores() {}

    /** A client of the registries' bucket. */
    public static MinioObjectStore of(EmbeddedStack stack) {
        return MinioObjectStore.connect(new MinioConfig(
                stack.objectStore().endpoint(),
                "us-east-1",
                stack.bucket(),
                stack.objectStore().accessKey(),
                stack.objectStore().secretKey()));
    }
}
