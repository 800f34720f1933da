package io.noisystudent.registry;

import io.noisystudent.registry.testing.Api;
import io.noisystudent.registry.testing.Registries;
import io.noisystudent.testkit.process.ServiceProcess;
import io.noisystudent.testkit.stack.EmbeddedStack;
import io.noisystudent.testkit.web.BodyLimitProbe;
import io.noisystudent.testkit.web.RawRequest;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Requests that want more than their share, against a registry with a small heap and little patience. */
class LimitsIT {
    private static final int UPLOADS = 4;
    /** Of each of two kinds: more than there are threads, and together fewer than one client may have. */
    private static final int CLIENTS = 250;

    /** Of one client, as many as it may have. */
    private static final int CONNECTIONS = 512;

    private static final int READS = 30;
    private static final int DEAF = 128;
    private static final int ADDRESSES = 3;
    private static final int OF_ONE_ADDRESS = 350;
    private static final int LARGE_BODY = 8 << 20;
    private static final String UPLOAD =
            head("PUT /api/v1/blobs/sha256/" + "0".repeat(64), "application/octet-stream", "Content-Length: 1000000")
                    + "x";
    private static final String JSON =
            head("POST /api/v1/models/animals/versions", "application/json", "Content-Length: 1000") + "{";
    private static final String EVALUATION = "POST /api/v1/models/animals/versions/1/evaluations";
    private static final String FACADE = "POST /api/2.0/mlflow/registered-models/create";

    private static EmbeddedStack stack;
    private static ServiceProcess registry;
    private static Api api;

    @TempDir
    static Path temporary;

    private final List<RawRequest> connections = new ArrayList<>();

    @BeforeAll
    static void start() {
        stack = EmbeddedStack.shared();
        registry = Registries.start(
                stack,
                Map.of(
                        "java.io.tmpdir",
                        temporary.toString(),
                        "noisystudent.limits.uploads",
                        Integer.toString(UPLOADS),
                        "noisystudent.limits.pause",
                        "2s",
                        "noisystudent.limits.request-head",
                        "2s"));
        api = new Api(registry);
    }

    @AfterAll
    static void stop() {
        registry.close();
    }

    @AfterEach
    void close() {
        connections.forEach(RawRequest::close);
    }

    @Test
    void shouldKeepEveryRouteToItsLimit() {
        BodyLimitProbe probe = new BodyLimitProbe(registry.uri(""), "");

        assertThat(probe.breaches(Set.of(
                        "PUT /api/v1/blobs/sha256/{digest}",
                        "POST /api/v1/models/{model}/versions/{version}/evaluations")))
                .isEmpty();
        assertThat(api.get("/models").statusCode()).isEqualTo(200);
    }

    @Test
    void shouldRefuse400MegabytesOfTextAndLive() {
        // Given
        RawRequest declared = open();
        RawRequest chunked = open();
        byte[] chunk = ("100000\r\n" + "x".repeat(1 << 20) + "\r\n").getBytes(StandardCharsets.US_ASCII);

        // When
        declared.send(head(FACADE, "text/plain", "Content-Length: 419430400"));
        chunked.send(head(FACADE, "text/plain", "Transfer-Encoding: chunked"));
        for (int sent = 0; sent < 400 && chunked.sendIfTaken(chunk); sent++) {
            // Until the registry takes no more.
        }

        // Then
        assertThat(declared.status()).isEqualTo(413);
        assertThat(chunked.status()).isEqualTo(413);
        assertThat(api.get("/models").statusCode()).isEqualTo(200);
        assertThat(registry.output()).doesNotContain("OutOfMemoryError");
    }

    /** Answers behind a window of HTTP/2 that the client keeps shut are not counted. */
    @Test
    void shouldSpeakNoHttp2() {
        // Given
        RawRequest upgrade = open();
        RawRequest known = open();

        // When
        upgrade.send(String.join(
                "\r\n",
                "GET /q/openapi HTTP/1.1",
                "Host: localhost",
                "Connection: Upgrade, HTTP2-Settings",
                "Upgrade: h2c",
                "HTTP2-Settings: AAMAAABkAAQAAAAA",
                "",
                ""));
        known.send("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");

        // Then
        assertThat(upgrade.status()).isEqualTo(200);
        assertThat(known.status()).isEqualTo(400);
    }

    @Test
    void shouldReadWhileUploadsAndOtherBodiesStandStill() {
        // When
        for (int i = 0; i < CLIENTS; i++) {
            open().send(UPLOAD);
            open().send(JSON);
        }
        List<Integer> reads = Stream.generate(LimitsIT::read).limit(READS).toList();
        int honest = api.importFile("honest", Api.onnx(1));

        // Then
        assertThat(reads).hasSize(READS).containsOnly(404);
        assertThat(honest)
                .as("one byte takes no place from an upload that comes")
                .isEqualTo(1);
        assertThat(connections).extracting(RawRequest::status).containsOnly(408);
        await().untilAsserted(() -> assertThat(uploads()).isEmpty());
    }

    @Tag("slow")
    @Test
    void shouldRefuseOneUploadMoreThanThereArePlaces() {
        // Given
        byte[] begun = new byte[100_000];
        for (int i = 0; i < UPLOADS; i++) {
            RawRequest upload = open();
            upload.send(UPLOAD);
            upload.send(begun);
        }
        await().pollInterval(Duration.ofMillis(20))
                .untilAsserted(() -> assertThat(uploads()).hasSize(UPLOADS));

        // When
        HttpResponse<byte[]> refused = api.send("POST", "/models/animals/versions", begun);

        // Then
        assertThat(Api.problem(refused)).isEqualTo("503 TOO_BUSY true");
        assertThat(refused.headers().firstValue("retry-after")).contains("2");
        assertThat(connections).extracting(RawRequest::status).containsOnly(408);
        assertThat(api.send("POST", "/models/animals/versions", begun).statusCode())
                .as("the places are free again")
                .isBetween(400, 499);
    }

    @Test
    void shouldTakeNoMoreThanALargeBodyForAnEvaluation() {
        // Given
        RawRequest declared = open();
        RawRequest chunked = open();
        RawRequest allowed = open();

        // When
        declared.send(head(EVALUATION, "application/json", "Content-Length: " + (LARGE_BODY + 1)));
        chunked.send(head(EVALUATION, "application/json", "Transfer-Encoding: chunked"));
        chunked.sendIfTaken((Integer.toHexString(LARGE_BODY + 1) + "\r\n").getBytes(StandardCharsets.US_ASCII));
        chunked.sendIfTaken(new byte[LARGE_BODY + 1]);
        allowed.send(head(EVALUATION, "application/json", "Content-Length: " + LARGE_BODY));
        allowed.sendIfTaken(new byte[LARGE_BODY]);

        // Then
        assertThat(declared.status()).isEqualTo(413);
        assertThat(chunked.status()).isEqualTo(413);
        assertThat(allowed.status()).isEqualTo(400);
    }

    @Tag("slow")
    @Test
    void shouldReadWhileManyConnectionsAskWithoutListening() throws Exception {
        // Given
        byte[] questions =
                "GET /q/openapi HTTP/1.1\r\nHost: localhost\r\n\r\nGET /q/metrics/any HTTP/1.1\r\nHost: localhost\r\n\r\n"
                        .repeat(500)
                        .getBytes(StandardCharsets.US_ASCII);
        ExecutorService senders = Executors.newFixedThreadPool(DEAF);

        // When
        for (int i = 0; i < DEAF; i++) {
            RawRequest request = open();
            senders.execute(() -> {
                for (int sent = 0; sent < 1_000 && request.sendIfTaken(questions); sent++) {
                    // Until the registry takes no more.
                }
            });
        }
        int read = read();
        senders.shutdown();

        // Then
        assertThat(read).isEqualTo(404);
        assertThat(senders.awaitTermination(1, TimeUnit.MINUTES))
                .as("every connection is ended")
                .isTrue();
        assertThat(api.get("/models").statusCode()).isEqualTo(200);
        assertThat(registry.output()).doesNotContain("OutOfMemoryError");
    }

    /** Each sends little and keeps what it may: the registry must neither keep all answers nor give them its threads. */
    @Tag("slow")
    @ParameterizedTest
    @ValueSource(strings = {"/q/openapi", "/q/metrics"})
    void shouldReadWhileAThousandConnectionsOfThreeAddressesTakeNoAnswer(String path) {
        // Given
        annotateALot();
        String questions = ("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n").repeat(10);

        // When
        for (int i = 0; i < ADDRESSES * OF_ONE_ADDRESS; i++) {
            RawRequest deaf = RawRequest.openDeaf(registry.uri(""), 2 + i % ADDRESSES);
            connections.add(deaf);
            deaf.sendIfTaken(questions.getBytes(StandardCharsets.US_ASCII));
        }

        // Then
        assertThat(Stream.generate(LimitsIT::read).limit(READS)).containsOnly(404);
        assertThat(api.get("/models/large/versions/1/annotations").statusCode())
                .as("a large answer to another client")
                .isEqualTo(200);
        assertThat(registry.output()).doesNotContain("OutOfMemoryError");
    }

    /** Of 200 tags with long values; the answer has 100 kB. */
    private static void annotateALot() {
        if (api.get("/models/large/versions/1").statusCode() == 404) {
            api.importFile("large", Api.onnx(7));
            Map<String, String> tags =
                    IntStream.range(0, 200).boxed().collect(Collectors.toMap(i -> "tag-" + i, i -> "x".repeat(500)));
            assertThat(api.send("PATCH", "/models/large/versions/1/annotations", Map.of("actor", "test", "tags", tags))
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    /** A line of four bytes becomes objects of a hundred: a thousand such heads would be half a gigabyte. */
    @Test
    void shouldRefuseHeadsOfManyLines() {
        // Given
        RawRequest complete = open();
        RawRequest begun = open();
        String head = "GET /api/v1/models HTTP/1.1\r\nHost: localhost\r\n" + "a:\r\n".repeat(3_500);

        // When
        complete.send(head + "\r\n");
        begun.send(head);

        // Then
        assertThat(complete.status()).isEqualTo(431);
        assertThat(begun.status()).isEqualTo(431);
    }

    @Test
    void shouldReadWhileConnectionsSendNothing() {
        letHalfOpenConnectionsGo(1_000);
    }

    @Test
    @Tag("slow")
    void shouldReadWhileManyConnectionsSendNothing() {
        letHalfOpenConnectionsGo(5_000);
    }

    /** Kept connections live for more than a minute: only the bound on their number ends one now. */
    @Test
    void shouldEndTheConnectionThatRestsForLongestWhenAClientHasTooMany() {
        // Given
        String question = "GET /q/health/live HTTP/1.1\r\nHost: localhost\r\n\r\n";
        for (int i = 0; i < CONNECTIONS; i++) {
            RawRequest resting = open();
            resting.send(question);
            assertThat(resting.status()).isEqualTo(200);
        }
        // A client may have an answer a moment before its connection counts as resting: all but the first rest once
        // more.
        connections.subList(1, CONNECTIONS).forEach(resting -> resting.send(question));

        // When
        RawRequest another = open();
        another.send(question);

        // Then
        assertThat(another.status()).isEqualTo(200);
        connections.get(0).awaitEnd();
    }

    @Test
    void shouldEndAConnectionThatAsksWithoutListening() {
        // Given
        RawRequest request = open();
        byte[] questions = "GET /api/v1/models HTTP/1.1\r\nHost: localhost\r\n\r\n"
                .repeat(1_000)
                .getBytes(StandardCharsets.US_ASCII);

        // When
        int taken = 0;
        while (taken < 1_000 && request.sendIfTaken(questions)) {
            taken++;
        }

        // Then
        assertThat(taken).isLessThan(1_000);
        assertThat(api.get("/models").statusCode()).isEqualTo(200);
    }

    private void letHalfOpenConnectionsGo(int count) {
        for (int i = 0; i < count; i++) {
            RawRequest connection = open();
            if (i % 2 == 0) {
                connection.send("GET /api/v1/mod");
            }
        }

        assertThat(read()).isEqualTo(404);
        connections.forEach(RawRequest::awaitEnd);
    }

    /** A read that needs a thread. */
    private static int read() {
        HttpRequest.Builder request = HttpRequest.newBuilder().timeout(Duration.ofSeconds(20));
        return registry.send("/api/v1/models/absent/versions/1/card", request).statusCode();
    }

    private static String head(String operation, String type, String length) {
        return operation + " HTTP/1.1\r\nHost: localhost\r\nX-Noisy-Student-Client: 1\r\nContent-Type: " + type + "\r\n"
                + length + "\r\n\r\n";
    }

    private RawRequest open() {
        RawRequest connection = RawRequest.open(registry.uri(""));
        connections.add(connection);
        return connection;
    }

    private static List<Path> uploads() throws IOException {
        try (Stream<Path> files = Files.list(temporary)) {
            return files.filter(file -> file.getFileName().toString().startsWith("upload-"))
                    .toList();
        }
    }
}
