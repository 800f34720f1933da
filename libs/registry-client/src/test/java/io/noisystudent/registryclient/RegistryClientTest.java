package io.noisystudent.registryclient;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.noisystudent.contracts.codec.JsonMapper;
import io.noisystudent.contracts.digest.Digests;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.event.ModelRef;
import io.noisystudent.contracts.registry.AliasMove;
import io.noisystudent.contracts.registry.AliasSlot;
import io.noisystudent.contracts.registry.ModelVersion;
import io.noisystudent.contracts.registry.Page;
import io.noisystudent.contracts.registry.Problem;
import io.noisystudent.contracts.registry.VersionDescription;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class RegistryClientTest {
    private static final ModelRef MODEL = new ModelRef("animals", 17);
    private static final byte[] ARTIFACT = "a network".repeat(100_000).getBytes(StandardCharsets.UTF_8);

    private final Queue<Answer> answers = new ArrayDeque<>();
    private final List<String> requests = new ArrayList<>();
    private HttpServer server;
    private RegistryClient client;

    @TempDir
    Path directory;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::serve);
        server.start();
        client = new RegistryClient(
                URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/"), Duration.ofMillis(1));
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void shouldDownloadAnArtifactAndReplaceTheFileAtOnce() throws IOException {
        // Given
        Path target = Files.writeString(directory.resolve("17.onnx"), "old");
        answers.add(Answer.json(version(Digests.sha256Hex(ARTIFACT))));
        answers.add(new Answer(200, ARTIFACT));

        // When
        client.downloadArtifact(MODEL, target);

        // Then
        assertThat(target).hasBinaryContent(ARTIFACT);
        assertThat(files()).containsExactly("17.onnx");
        assertThat(requests)
                .containsExactly(
                        "GET /api/v1/models/animals/versions/17", "GET /api/v1/models/animals/versions/17/artifact");
    }

    @Test
    void shouldKeepNothingOfAnArtifactWithAnotherDigest() throws IOException {
        // Given
        answers.add(Answer.json(version(Digests.sha256Hex(new byte[] {1}))));
        answers.add(new Answer(200, ARTIFACT));

        // When
        NoisyStudentException refusal = refusal(() -> client.downloadArtifact(MODEL, directory.resolve("17.onnx")));

        // Then
        assertThat(refusal.code()).isEqualTo(ErrorCode.DIGEST_MISMATCH);
        assertThat(files()).isEmpty();
    }

    @Test
    void shouldStartADownloadAgainThatBrokeOff() throws IOException {
        // Given
        Path target = directory.resolve("17.onnx");
        answers.add(Answer.json(version(Digests.sha256Hex(ARTIFACT))));
        answers.add(new Answer(200, ARTIFACT, 1000));
        answers.add(new Answer(503, new byte[0]));
        answers.add(new Answer(200, ARTIFACT));

        // When
        client.downloadArtifact(MODEL, target);

        // Then
        assertThat(target).hasBinaryContent(ARTIFACT);
    }

    @Test
    void shouldNameTheVersionWhoseFileTheRegistryDoesNotGiveWhole() throws IOException {
        // Given
        answers.add(Answer.json(version(Digests.sha256Hex(ARTIFACT))));
        for (int i = 0; i < 6; i++) {
            answers.add(new Answer(200, ARTIFACT, 1000));
        }

        // When
        NoisyStudentException refusal = refusal(() -> client.downloadArtifact(MODEL, directory.resolve("17.onnx")));

        // Then
        assertThat(refusal.code()).isEqualTo(ErrorCode.REGISTRY_UNAVAILABLE);
        assertThat(refusal.subject()).isEqualTo("animals/17");
        assertThat(refusal)
                .hasMessageContainingAll("could not give the model's file whole", "damaged", "/q/health/ready")
                .hasMessageNotContaining("address");
        assertThat(files()).isEmpty();
    }

    @Test
    void shouldReportNoAnswerWhenTheLastAttemptDidNotEvenBegin() {
        // Given
        answers.add(Answer.json(version(Digests.sha256Hex(ARTIFACT))));
        for (int i = 0; i < 5; i++) {
            answers.add(new Answer(200, ARTIFACT, 1000));
        }
        answers.add(new Answer(502, new byte[0]));

        // When
        NoisyStudentException refusal = refusal(() -> client.downloadArtifact(MODEL, directory.resolve("17.onnx")));

        // Then
        assertThat(refusal).hasMessageContaining("is this the registry's address?");
    }

    @Test
    void shouldUploadTheFileAndRegisterItsDigest() throws IOException {
        // Given
        Path onnx = Files.write(directory.resolve("student.onnx"), ARTIFACT);
        answers.add(new Answer(201, new byte[0]));
        answers.add(Answer.json(version(Digests.sha256Hex(ARTIFACT))));

        // When
        ModelVersion version = client.register("animals", onnx, new VersionDescription(null, null));

        // Then
        assertThat(version.model()).isEqualTo(MODEL);
        assertThat(requests)
                .containsExactly(
                        "PUT /api/v1/blobs/sha256/" + Digests.sha256Hex(ARTIFACT) + " " + ARTIFACT.length + " bytes",
                        "POST /api/v1/models/animals/versions {\"sha256\":\"" + Digests.sha256Hex(ARTIFACT)
                                + "\",\"lineage\":null,\"report\":null}");
    }

    @Test
    void shouldThrowTheRegistrysOwnCodeAndNotAskAgain() {
        // Given
        answers.add(Answer.problem(412, ErrorCode.STALE_REVISION, "animals/teacher", "revision 3 is current, not 2"));

        // When
        NoisyStudentException refusal = refusal(
                () -> client.moveAlias("animals", "teacher", 2, new AliasMove(16, "me", "it was better", List.of())));

        // Then
        assertThat(refusal.describe()).isEqualTo("STALE_REVISION animals/teacher: revision 3 is current, not 2");
        assertThat(requests).hasSize(1);
    }

    @Test
    void shouldAskAgainWhileTheRegistryIsAwayAndGiveUpInTheEnd() {
        // Given
        answers.add(new Answer(503, new byte[0]));
        answers.add(Answer.problem(500, ErrorCode.STORE_UNAVAILABLE, "store", "timeout"));
        answers.add(Answer.json(version(Digests.sha256Hex(ARTIFACT))));

        // When / Then
        assertThat(client.version(MODEL))
                .hasValueSatisfying(found -> assertThat(found.model()).isEqualTo(MODEL));

        // Given
        for (int i = 0; i < 6; i++) {
            answers.add(new Answer(502, "<html>proxy</html>".getBytes(StandardCharsets.UTF_8)));
        }

        // When / Then
        assertThat(refusal(() -> client.version(MODEL)).code()).isEqualTo(ErrorCode.REGISTRY_UNAVAILABLE);
        assertThat(requests).hasSize(9);
    }

    @Test
    void shouldReportAClosedPort() {
        // Given
        server.stop(0);

        // When / Then
        NoisyStudentException refusal = refusal(() -> client.models());
        assertThat(refusal.code()).isEqualTo(ErrorCode.REGISTRY_UNAVAILABLE);
        assertThat(refusal.subject()).contains("/api/v1/models");
    }

    @Test
    void shouldFollowThePagesOfAList() {
        // Given
        answers.add(Answer.json(new Page<>(List.of(version("a"), version("b")), "c 1")));
        answers.add(Answer.json(new Page<>(List.of(version("c")), null)));

        // When / Then
        assertThat(client.versions("animals")).extracting(ModelVersion::sha256).containsExactly("a", "b", "c");
        assertThat(requests)
                .containsExactly(
                        "GET /api/v1/models/animals/versions", "GET /api/v1/models/animals/versions?cursor=c%201");
    }

    @Test
    void shouldTakeNotFoundAsNothing() {
        // Given
        for (int i = 0; i < 3; i++) {
            answers.add(Answer.problem(404, ErrorCode.NOT_FOUND, "animals", "unknown"));
        }

        // When / Then
        assertThat(client.alias("animals", AliasSlot.TEACHER)).isEmpty();
        assertThat(client.versions("animals")).isEmpty();
        assertThat(client.verdict(MODEL)).isEmpty();
    }

    private void serve(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        String shown = body.length > 1000 ? body.length + " bytes" : new String(body, StandardCharsets.UTF_8);
        requests.add((exchange.getRequestMethod() + " " + exchange.getRequestURI() + " " + shown).strip());
        Answer answer = answers.remove();
        exchange.sendResponseHeaders(answer.status(), answer.body().length == 0 ? -1 : answer.body().length);
        exchange.getResponseBody().write(Arrays.copyOf(answer.body(), answer.sent()));
        exchange.close();
    }

    private List<String> files() throws IOException {
        try (var files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    private static ModelVersion version(String sha256) {
        return new ModelVersion(
                MODEL, sha256, ARTIFACT.length, List.of("cat"), null, null, Instant.parse("2026-01-02T03:04:05Z"));
    }

    private static NoisyStudentException refusal(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        NoisyStudentException refusal = catchThrowableOfType(NoisyStudentException.class, call);
        assertThat(refusal).isNotNull();
        return refusal;
    }

    @SuppressWarnings("ArrayRecordComponent")
    private record Answer(int status, byte[] body, int sent) {
        Answer(int status, byte[] body) {
            this(status, body, body.length);
        }

        static Answer json(Object body) {
            return json(200, body);
        }

        static Answer problem(int status, ErrorCode code, String subject, String detail) {
            return json(status, new Problem("title", status, code, subject, detail));
        }

        private static Answer json(int status, Object body) {
            try {
                return new Answer(status, JsonMapper.create().writeValueAsBytes(body));
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }
    }
}
