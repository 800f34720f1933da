package io.noisystudent.testkit.stack;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.embedded.EmbeddedObjectStore;
import io.noisystudent.storage.ObjectStore;
import io.noisystudent.storage.ObjectStoreContract;
import io.noisystudent.storage.minio.MinioConfig;
import io.noisystudent.storage.minio.MinioObjectStore;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The contract of the port, kept by the MinIO client and a real S3-protocol store together. */
class MinioObjectStoreIT extends ObjectStoreContract {
    @TempDir
    static Path data;

    private static EmbeddedObjectStore server;
    private static MinioObjectStore store;

    @BeforeAll
    static void start() {
        server = EmbeddedObjectStore.startWithFaults(data, 0, "access", "secret-key", data.resolve("faults"));
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

    @Test
    void shouldFailReadsAsScripted() throws Exception {
        // Given: more than a connection holds back, and a client without much patience
        byte[] content = new byte[1024 * 1024];
        store.create("faulty", content);
        StoreFaults faults = new StoreFaults(data.resolve("faults"));
        MinioConfig impatient = new MinioConfig(
                server.endpoint(),
                EmbeddedObjectStore.REGION,
                "contract",
                "access",
                "secret-key",
                Optional.empty(),
                Duration.ofMillis(500));
        try (MinioObjectStore client = MinioObjectStore.connect(impatient)) {
            // When, Then
            faults.breakAfter("faulty", 500_000);
            assertThatThrownBy(() -> client.get("faulty"))
                    .hasFieldOrPropertyWithValue("code", ErrorCode.STORE_UNAVAILABLE);
            faults.stallAfter("faulty", 500_000);
            assertThatThrownBy(() -> client.get("faulty"))
                    .hasFieldOrPropertyWithValue("code", ErrorCode.STORE_UNAVAILABLE)
                    .message()
                    .containsPattern("time(d )?out");
            faults.refuse("faulty");
            assertThatThrownBy(() -> store.get("faulty"))
                    .hasFieldOrPropertyWithValue("code", ErrorCode.STORE_UNAVAILABLE)
                    .hasMessageContaining("HTTP 500");
            assertThat(client.stat("faulty")).isPresent();
            faults.clear();
            assertThat(client.get("faulty")).hasValue(content);
        }
    }

    static MinioObjectStore connect(URI endpoint, String bucket) {
        return MinioObjectStore.connect(
                new MinioConfig(endpoint, EmbeddedObjectStore.REGION, bucket, "access", "secret-key"));
    }
}
