package io.noisystudent.testkit.stack;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.embedded.EmbeddedObjectStore;
import io.noisystudent.embedded.StoreSecurity;
import io.noisystudent.embedded.StoreSecurity.StoreUser;
import io.noisystudent.storage.ConditionalWriteProof;
import io.noisystudent.storage.ObjectStore;
import io.noisystudent.storage.minio.MinioConfig;
import io.noisystudent.storage.minio.MinioObjectStore;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** A store with TLS, and users who have the policies of {@code k8s/policies}. */
class StoreRightsIT {
    private static final Path POLICIES = Path.of("..", "..", "k8s", "policies").toAbsolutePath();
    private static final String BUCKET = "noisy-student-models";
    private static final String SECRET = "a-secret-of-the-test";
    /** One key of each kind that the bucket has. */
    private static final List<String> KEYS = List.of(
            "blobs/sha256/0123",
            "models/digits/versions/0000000001.json",
            "models/digits/aliases/teacher/00000000000000000001.json",
            "webhooks/chat/since.json",
            "proofs/1/second",
            "checkpoints/digits/1-s0/0000000001.safetensors",
            "anything-else");

    @TempDir
    private static Path directory;

    private static TestAuthority authority;
    private static EmbeddedObjectStore server;

    @BeforeAll
    static void start() {
        authority = TestAuthority.in(directory, "authority");
        StoreSecurity security = new StoreSecurity(
                authority.issue("object-store"),
                authority.certificate(),
                List.of(user("model-registry"), user("student-trainer")));
        server = EmbeddedObjectStore.start(directory, 0, "root", SECRET, security);
    }

    @AfterAll
    static void stop() {
        server.kill();
    }

    @Test
    void shouldAllowExactlyWhatEachServiceDoes() {
        try (MinioObjectStore root = MinioObjectStore.connect(config("root", authority.certificate()))) {
            assertThat(allowed(root, "model-registry"))
                    .containsExactlyInAnyOrder(
                            "list ",
                            "list checkpoints/",
                            "get blobs/sha256/0123",
                            "get models/digits/versions/0000000001.json",
                            "get models/digits/aliases/teacher/00000000000000000001.json",
                            "get webhooks/chat/since.json",
                            "get proofs/1/second",
                            "put blobs/sha256/0123",
                            "put models/digits/versions/0000000001.json",
                            "put models/digits/aliases/teacher/00000000000000000001.json",
                            "put webhooks/chat/since.json",
                            "put proofs/1/second",
                            "delete blobs/sha256/0123",
                            "delete proofs/1/second");
            assertThat(allowed(root, "student-trainer"))
                    .containsExactlyInAnyOrder(
                            "list checkpoints/",
                            "get checkpoints/digits/1-s0/0000000001.safetensors",
                            "put checkpoints/digits/1-s0/0000000001.safetensors",
                            "delete checkpoints/digits/1-s0/0000000001.safetensors");
            assertThat(allowed(root, "labeler-service")).as("it has no keys").isEmpty();
        }
    }

    @Test
    void shouldProveWhatTheRegistryRestsOnWithTheRegistrysRights() {
        MinioObjectStore.connect(config("root", authority.certificate())).close();
        try (MinioObjectStore registry = MinioObjectStore.connect(config("model-registry", authority.certificate()))) {
            new ConditionalWriteProof(registry).run();
            assertThat(registry.list("proofs/", "", 10)).isEmpty();
            registry.replace("proofs/writes", new byte[1]);
            registry.replace("proofs/writes", new byte[1]);
        }
    }

    @Test
    void shouldSayAtOnceWhoseCertificateIsNotBelieved() {
        TestAuthority stranger = TestAuthority.in(directory, "stranger");
        for (Optional<Path> believed : List.of(Optional.of(stranger.certificate()), Optional.<Path>empty())) {
            MinioConfig config = config("root", believed, server.endpoint());
            assertThatThrownBy(() -> MinioObjectStore.connect(config))
                    .hasFieldOrPropertyWithValue("code", ErrorCode.CONFIG_INVALID)
                    .hasFieldOrPropertyWithValue("subject", "noisystudent.store.ca-file");
            try (MinioObjectStore store = MinioObjectStore.open(config)) {
                assertThatThrownBy(() -> store.create("checkpoints/a", new byte[1]))
                        .as("nothing was written: the outcome is known")
                        .hasFieldOrPropertyWithValue("code", ErrorCode.CONFIG_INVALID);
            }
        }
        assertThatThrownBy(() -> config("root", directory.resolve("absent.crt")))
                .hasFieldOrPropertyWithValue("subject", "noisystudent.store.ca-file")
                .hasMessageContaining("absent.crt");
    }

    @Test
    void shouldSayThatTheServerSpeaksTls() {
        MinioConfig plain = config(
                "root",
                Optional.empty(),
                URI.create(server.endpoint().toString().replace("https", "http")));
        assertThatThrownBy(() -> MinioObjectStore.connect(plain))
                .as("a registry")
                .hasFieldOrPropertyWithValue("code", ErrorCode.CONFIG_INVALID)
                .hasFieldOrPropertyWithValue("subject", "noisystudent.store.endpoint")
                .hasMessageContaining("write https");
        try (MinioObjectStore store = MinioObjectStore.open(plain)) {
            assertThatThrownBy(() -> store.list("checkpoints/", "", 1))
                    .as("a trainer")
                    .hasFieldOrPropertyWithValue("subject", "noisystudent.store.endpoint");
        }
    }

    @Test
    void shouldSayAtOnceWhatIsMissing() {
        assertThatThrownBy(() -> MinioObjectStore.connect(config("student-trainer", authority.certificate())))
                .as("it may not see the whole bucket")
                .hasFieldOrPropertyWithValue("code", ErrorCode.STORE_REFUSED)
                .hasFieldOrPropertyWithValue("subject", BUCKET)
                .hasMessageContaining("no right to this", "AccessDenied");
        assertThatThrownBy(() -> MinioObjectStore.connect(config("nobody", authority.certificate())))
                .hasFieldOrPropertyWithValue("code", ErrorCode.STORE_REFUSED)
                .hasFieldOrPropertyWithValue("subject", "noisystudent.store.access-key");
    }

    /** Every operation on every kind of key, as {@code "put models/..."}, that succeeds. */
    private static Set<String> allowed(ObjectStore root, String service) {
        Set<String> allowed = new LinkedHashSet<>();
        try (MinioObjectStore store = MinioObjectStore.open(config(service, authority.certificate()))) {
            attempt(allowed, "list ", () -> store.list("", "", 1));
            attempt(allowed, "list checkpoints/", () -> store.list("checkpoints/", "", 1));
            for (String key : KEYS) {
                root.delete(key);
                attempt(allowed, "put " + key, () -> store.create(key, key.getBytes(UTF_8)));
                assertThat(root.get(key).isPresent()).isEqualTo(allowed.contains("put " + key));
                root.create(key, key.getBytes(UTF_8));
                attempt(allowed, "get " + key, () -> store.get(key));
                attempt(allowed, "delete " + key, () -> store.delete(key));
                assertThat(root.get(key).isEmpty()).isEqualTo(allowed.contains("delete " + key));
            }
        }
        return allowed;
    }

    private static void attempt(Set<String> allowed, String what, Runnable operation) {
        try {
            operation.run();
            allowed.add(what);
        } catch (NoisyStudentException e) {
            assertThat(e)
                    .as(what)
                    .hasFieldOrPropertyWithValue("code", ErrorCode.STORE_REFUSED)
                    .hasMessageContaining("HTTP 403");
        }
    }

    private static StoreUser user(String service) {
        return new StoreUser(service, SECRET, POLICIES.resolve(service + ".json"));
    }

    private static MinioConfig config(String user, Path believed) {
        return config(user, Optional.of(believed), server.endpoint());
    }

    private static MinioConfig config(String user, Optional<Path> believed, URI endpoint) {
        return new MinioConfig(
                endpoint,
                EmbeddedObjectStore.REGION,
                BUCKET,
                user,
                SECRET,
                MinioConfig.authorities(believed),
                Duration.ofSeconds(10));
    }
}
