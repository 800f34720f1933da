package io.noisystudent.storage.minio;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.storage.OutcomeUnknownException;
import io.noisystudent.storage.PutResult;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What a create says when the store answers in the ways that stores do under load, against a stub on this machine. */
class MinioOutcomeTest {
    private static final byte[] CONTENT = "content".getBytes(UTF_8);
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    @ParameterizedTest
    @ValueSource(ints = {409, 500, 502, 503, 504})
    void shouldNotKnowTheOutcomeOfAWriteWithoutAClearAnswerAndNotRepeatIt(int status) throws IOException {
        try (StubServer server = new StubServer(StubServer.status(status));
                MinioObjectStore store = connect(server.endpoint())) {
            // When
            assertThatThrownBy(() -> store.create("object", CONTENT))
                    .isInstanceOf(OutcomeUnknownException.class)
                    .hasFieldOrPropertyWithValue("code", ErrorCode.STORE_UNAVAILABLE)
                    .hasFieldOrPropertyWithValue("subject", "object")
                    .hasMessageContaining("HTTP " + status);
            // Then
            assertThat(server.requests()).containsExactly(new StubServer.Request("PUT /bucket/object", "*"));
        }
    }

    @Test
    void shouldNotKnowTheOutcomeOfAWriteThatIsNotAnsweredInTime() throws IOException {
        CountDownLatch end = new CountDownLatch(1);
        try (StubServer server = new StubServer(exchange -> await(end));
                MinioObjectStore store = connect(server.endpoint(), Duration.ofSeconds(1))) {
            // When
            assertThatThrownBy(() -> store.create("object", CONTENT)).isInstanceOf(OutcomeUnknownException.class);
            // Then
            assertThat(server.requests()).hasSize(1);
        } finally {
            end.countDown();
        }
    }

    @Test
    void shouldNotKnowTheOutcomeOfAWriteWhoseConnectionBreaksAndNotRepeatIt() throws IOException {
        try (StubServer server = new StubServer(exchange -> exchange.close());
                MinioObjectStore store = connect(server.endpoint())) {
            // When
            assertThatThrownBy(() -> store.create("object", CONTENT)).isInstanceOf(OutcomeUnknownException.class);
            // Then
            assertThat(server.requests()).hasSize(1);
        }
    }

    @Test
    void shouldSayThatAServerSpeaksTlsWhichAnswersThatTheRequestIsBad() throws IOException {
        try (TlsOnlyServer server = new TlsOnlyServer()) {
            assertThatThrownBy(() -> connect(server.endpoint()))
                    .hasFieldOrPropertyWithValue("code", ErrorCode.CONFIG_INVALID)
                    .hasFieldOrPropertyWithValue("subject", "noisystudent.store.endpoint")
                    .hasMessageContaining("write https");
        }
    }

    @Test
    void shouldNameTheBucketThatMayNotBeListed() throws IOException {
        try (StubServer server = StubServer.withForbiddenBucket()) {
            assertThatThrownBy(() -> connect(server.endpoint()))
                    .hasFieldOrPropertyWithValue("code", ErrorCode.STORE_REFUSED)
                    .hasFieldOrPropertyWithValue("subject", "bucket");
        }
    }

    @Test
    void shouldTakeARefusedConditionAsAnAnswer() throws IOException {
        try (StubServer server = new StubServer(StubServer.status(412));
                MinioObjectStore store = connect(server.endpoint())) {
            assertThat(store.create("object", CONTENT)).isEqualTo(new PutResult.AlreadyExists());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 411})
    void shouldKnowThatARefusedWriteWasNotApplied(int status) throws IOException {
        try (StubServer server = new StubServer(StubServer.status(status));
                MinioObjectStore store = connect(server.endpoint())) {
            assertThatThrownBy(() -> store.create("object", CONTENT))
                    .isExactlyInstanceOf(NoisyStudentException.class)
                    .hasFieldOrPropertyWithValue("code", ErrorCode.STORE_UNAVAILABLE)
                    .hasMessageContaining("HTTP " + status);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "InvalidAccessKeyId, noisystudent.store.access-key",
        "SignatureDoesNotMatch, noisystudent.store.secret-key",
        "RequestTimeTooSkewed, clock",
        "AccessDenied, object"
    })
    void shouldDistinguishRefusals(String code, String subject) throws IOException {
        try (StubServer server = new StubServer(StubServer.error(403, code));
                MinioObjectStore store = connect(server.endpoint())) {
            assertThatThrownBy(() -> store.create("object", CONTENT))
                    .isExactlyInstanceOf(NoisyStudentException.class)
                    .hasFieldOrPropertyWithValue("code", ErrorCode.STORE_REFUSED)
                    .hasFieldOrPropertyWithValue("subject", subject)
                    .hasMessageContaining("HTTP 403, " + code);
            assertThatThrownBy(() -> store.get("object"))
                    .hasFieldOrPropertyWithValue("code", ErrorCode.STORE_REFUSED)
                    .hasFieldOrPropertyWithValue("subject", subject);
        }
    }

    @Test
    void shouldKnowThatAWriteToAStoreThatIsGoneWasNotApplied() throws IOException {
        StubServer server = new StubServer(StubServer.status(200));
        try (MinioObjectStore store = connect(server.endpoint())) {
            // When
            server.close();
            // Then
            assertThatThrownBy(() -> store.create("object", CONTENT))
                    .isExactlyInstanceOf(NoisyStudentException.class)
                    .hasFieldOrPropertyWithValue("code", ErrorCode.STORE_UNAVAILABLE);
        }
    }

    @Test
    void shouldRepeatAReadThatFailedForAMoment() throws IOException {
        CountDownLatch failures = new CountDownLatch(2);
        StubServer.Behavior flaky = exchange -> {
            if (failures.getCount() > 0) {
                failures.countDown();
                StubServer.status(503).answer(exchange);
            } else {
                exchange.sendResponseHeaders(200, CONTENT.length);
                exchange.getResponseBody().write(CONTENT);
                exchange.close();
            }
        };
        try (StubServer server = new StubServer(flaky);
                MinioObjectStore store = connect(server.endpoint())) {
            assertThat(store.get("object")).hasValue(CONTENT);
        }
    }

    @Test
    void shouldNotWaitForeverForTheRestOfAnObject() throws IOException {
        // Given a store that stops in the middle, without closing the connection
        CountDownLatch end = new CountDownLatch(1);
        StubServer.Behavior stalling = exchange -> {
            exchange.sendResponseHeaders(200, CONTENT.length);
            exchange.getResponseBody().write(CONTENT, 0, 3);
            exchange.getResponseBody().flush();
            await(end);
        };
        try (StubServer server = new StubServer(stalling);
                MinioObjectStore store = connect(server.endpoint(), Duration.ofMillis(300));
                InputStream content = store.open("object")) {
            // When, Then
            assertThatThrownBy(content::readAllBytes).isInstanceOf(SocketTimeoutException.class);
            assertThatThrownBy(() -> store.get("object"))
                    .hasFieldOrPropertyWithValue("code", ErrorCode.STORE_UNAVAILABLE);
        } finally {
            end.countDown();
        }
    }

    @Test
    void shouldNotTakeALostBucketForAnEmptyStore() throws IOException {
        try (StubServer server = new StubServer(StubServer.error(404, "NoSuchBucket"));
                MinioObjectStore store = connect(server.endpoint())) {
            assertThatThrownBy(() -> store.get("object"))
                    .hasFieldOrPropertyWithValue("code", ErrorCode.STORE_UNAVAILABLE);
            assertThatThrownBy(() -> store.create("object", CONTENT))
                    .isExactlyInstanceOf(NoisyStudentException.class)
                    .hasFieldOrPropertyWithValue("code", ErrorCode.STORE_UNAVAILABLE);
        }
    }

    @Test
    void shouldSayWhichStoreIsNotThere() {
        assertThatThrownBy(() -> connect(URI.create("http://127.0.0.1:1")))
                .hasFieldOrPropertyWithValue("code", ErrorCode.STORE_UNAVAILABLE)
                .hasMessageContaining("127.0.0.1:1");
    }

    private static MinioObjectStore connect(URI endpoint) {
        return connect(endpoint, TIMEOUT);
    }

    private static MinioObjectStore connect(URI endpoint, Duration timeout) {
        return MinioObjectStore.connect(
                new MinioConfig(endpoint, "us-east-1", "bucket", "access", "secret", Optional.empty(), timeout));
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
