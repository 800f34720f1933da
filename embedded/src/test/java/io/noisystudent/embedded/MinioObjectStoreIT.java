package io.noisystudent.embedded;

import io.noisystudent.storage.ObjectStore;
import io.noisystudent.storage.ObjectStoreContract;
import io.noisystudent.storage.minio.MinioConfig;
import io.noisystudent.storage.minio.MinioObjectStore;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** The contract of the port, kept by the MinIO client and a real S3-protocol store together. */
class MinioObjectStoreIT extends ObjectStoreContract {
    @TempDir
    static Path data;

    private static EmbeddedObjectStore server;
    private static MinioObjectStore store;

    @BeforeAll
    static void start() {
        server = EmbeddedObjectStore.start(data, 0, "access", "secret-key");
        store = connect(server.endpoint(), "contract");
    }

    @AfterAll
    static void stop() {
        store.close();
        server.close();
    }

    @Override
    protected ObjectStore store() {
        return store;
    }

    @Test
    void shouldStreamAnObjectThatIsLargerThanTheHeap(@TempDir Path directory) throws Exception {
        // Given
        Path log = directory.resolve("streaming.log");
        // When
        int exitCode = new ProcessBuilder(StreamingProgram.command(server.endpoint()))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start()
                .waitFor();
        // Then
        assertThat(exitCode).as(Files.readString(log)).isZero();
        assertThat(store.stat("huge").orElseThrow().size()).isEqualTo(StreamingProgram.OBJECT_BYTES);
    }

    @Test
    void shouldShareABucketThatIsThere() {
        try (MinioObjectStore second = connect(server.endpoint(), "contract")) {
            store.create("shared", new byte[] {1});
            assertThat(second.get("shared")).hasValue(new byte[] {1});
        }
    }

    static MinioObjectStore connect(URI endpoint, String bucket) {
        return MinioObjectStore.connect(
                new MinioConfig(endpoint, EmbeddedObjectStore.REGION, bucket, "access", "secret-key"));
    }
}
