package io.noisystudent.registry.testing;

import io.noisystudent.storage.ObjectStat;
import io.noisystudent.storage.ObjectStore;
import io.noisystudent.storage.minio.MinioConfig;
import io.noisystudent.storage.minio.MinioObjectStore;
import io.noisystudent.testkit.stack.EmbeddedStack;

/** The store as another client sees it. */
public final class Stores {
    private Stores() {}

    /** A client of the registries' bucket. */
    public static MinioObjectStore of(EmbeddedStack stack) {
        return of(stack, stack.bucket());
    }

    /** A client of another bucket, which is made if it is absent. */
    public static MinioObjectStore of(EmbeddedStack stack, String bucket) {
        return MinioObjectStore.connect(new MinioConfig(
                stack.objectStore().endpoint(),
                "us-east-1",
                bucket,
                stack.objectStore().accessKey(),
                stack.objectStore().secretKey()));
    }

    /** Copies every object, as a mirror does. */
    public static void copy(ObjectStore from, ObjectStore to) {
        for (ObjectStat object : from.list("", "", 1000)) {
            to.create(object.key(), from.get(object.key()).orElseThrow());
        }
    }
}
