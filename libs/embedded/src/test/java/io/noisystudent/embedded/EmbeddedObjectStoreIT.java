package io.noisystudent.embedded;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.storage.ObjectStat;
import io.noisystudent.storage.minio.MinioConfig;
import io.noisystudent.storage.minio.MinioObjectStore;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

class EmbeddedObjectStoreIT {
    @TempDir
    Path directory;

    @Test
    void shouldKeepObjectsOverARestartAndAKill() throws Exception {
        // Given
        Set<String> acknowledged = new ConcurrentSkipListSet<>();
        try (EmbeddedObjectStore server = start()) {
            create(server, acknowledged, "first");
        }
        // When: it is killed while objects are being written
        EmbeddedObjectStore killed = start();
        Thread killer = new Thread(() -> {
            await().atMost(30, SECONDS).until(() -> acknowledged.size() > 100);
            killed.kill();
        });
        killer.start();
        for (int i = 0; killed.isAlive(); i++) {
            createUnlessGone(killed, acknowledged, "object-%05d".formatted(i));
        }
        killer.join();
        // Then
        try (EmbeddedObjectStore server = start();
                MinioObjectStore store = connect(server.endpoint())) {
            Set<String> listed =
                    store.list("", "", 100_000).stream().map(ObjectStat::key).collect(Collectors.toSet());
            assertThat(acknowledged).hasSizeGreaterThan(100);
            assertThat(listed).containsAll(acknowledged);
            for (String key : acknowledged) {
                assertThat(store.get(key)).as(key).hasValue(key.getBytes(UTF_8));
            }
            assertThat(store.create("first", new byte[0]).isCreated())
                    .as("the condition holds over a restart")
                    .isFalse();
        }
    }

    /** {@code cp -r} and many backups leave extended attributes behind, where the store has its ETags. */
    @Test
    void shouldServeObjectsWhoseAttributesAreLost() throws Exception {
        // Given
        try (EmbeddedObjectStore server = start()) {
            create(server, new ConcurrentSkipListSet<>(), "a/b");
        }
        Path file = directory.resolve("object-store/objects/models/a/b");
        UserDefinedFileAttributeView attributes = Files.getFileAttributeView(file, UserDefinedFileAttributeView.class);
        for (String attribute : attributes.list()) {
            attributes.delete(attribute);
        }
        // When
        try (EmbeddedObjectStore server = start();
                MinioObjectStore store = connect(server.endpoint())) {
            // Then
            assertThat(store.list("", "", 10)).extracting(ObjectStat::key).containsExactly("a/b");
            assertThat(store.stat("a/b").orElseThrow().size()).isEqualTo(3);
            assertThat(store.get("a/b")).hasValue("a/b".getBytes(UTF_8));
            assertThat(store.create("a/b", new byte[0]).isCreated()).isFalse();
        }
    }

    @Test
    void shouldSayWhatIsWrongAndHideCredentials() throws Exception {
        try (EmbeddedObjectStore server = start()) {
            assertRefused(server, "access", "wrong-secret", "noisystudent.store.secret-key");
            assertRefused(server, "nobody", "secret-key", "noisystudent.store.access-key");
            URI secure = URI.create(server.endpoint().toString().replace("http:", "https:"));
            assertThatThrownBy(() -> connect(secure))
                    .hasFieldOrPropertyWithValue("code", ErrorCode.CONFIG_INVALID)
                    .hasFieldOrPropertyWithValue("subject", "noisystudent.store.endpoint")
                    .hasMessageContaining("it says https");
            assertThat(server.process().info().commandLine().orElse("")).doesNotContain("secret-key");
            assertThat(Files.readString(server.log())).doesNotContain("secret-key");
        }
    }

    @Test
    void shouldSayThatAPortIsTaken() {
        try (EmbeddedObjectStore server = start()) {
            assertThatThrownBy(() ->
                            EmbeddedObjectStore.start(directory.resolve("other"), server.port(), "access", "secret"))
                    .hasFieldOrPropertyWithValue("code", ErrorCode.PORT_TAKEN)
                    .hasFieldOrPropertyWithValue("subject", "object store port " + server.port());
        }
    }

    private static void assertRefused(EmbeddedObjectStore server, String access, String secret, String setting) {
        MinioConfig wrong = new MinioConfig(server.endpoint(), EmbeddedObjectStore.REGION, "models", access, secret);
        assertThatThrownBy(() -> MinioObjectStore.connect(wrong))
                .hasFieldOrPropertyWithValue("code", ErrorCode.STORE_REFUSED)
                .hasFieldOrPropertyWithValue("subject", setting)
                .hasMessageContaining("403");
    }

    private EmbeddedObjectStore start() {
        return EmbeddedObjectStore.start(directory, 0, "access", "secret-key");
    }

    private static void create(EmbeddedObjectStore server, Set<String> acknowledged, String key) {
        try (MinioObjectStore store = connect(server.endpoint())) {
            store.create(key, key.getBytes(UTF_8));
            acknowledged.add(key);
        }
    }

    private static void createUnlessGone(EmbeddedObjectStore server, Set<String> acknowledged, String key) {
        try {
            create(server, acknowledged, key);
        } catch (NoisyStudentException e) {
            assertThat(e.code()).isEqualTo(ErrorCode.STORE_UNAVAILABLE);
        }
    }

    private static MinioObjectStore connect(URI endpoint) {
        return MinioObjectStore.connect(
                new MinioConfig(endpoint, EmbeddedObjectStore.REGION, "models", "access", "secret-key"));
    }
}
