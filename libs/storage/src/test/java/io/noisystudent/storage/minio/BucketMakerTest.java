package io.noisystudent.storage.minio;

import io.noisystudent.contracts.error.ErrorCode;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** How an absent bucket is made, against a stub on this machine. */
class BucketMakerTest {
    @Test
    void shouldNotNameTheDefaultRegionWhichStoresOnlyTakeUnnamed() throws IOException {
        assertThat(requestIn("us-east-1")).isEmpty();
    }

    @Test
    void shouldNameAnyOtherRegion() throws IOException {
        assertThat(requestIn("eu-west-1")).contains("<LocationConstraint>eu-west-1</LocationConstraint>");
    }

    @Test
    void shouldTakeABucketThatAnotherProcessMadeMeanwhile() throws IOException {
        try (StubServer server = StubServer.withoutBucket(StubServer.error(409, "BucketAlreadyOwnedByYou"))) {
            connect(server, "us-east-1").close();
        }
    }

    @ParameterizedTest
    @CsvSource({"400, InvalidLocationConstraint", "403, AccessDenied"})
    void shouldSayWhatToDoIfTheStoreRefuses(int status, String code) throws IOException {
        try (StubServer server = StubServer.withoutBucket(StubServer.error(status, code))) {
            assertThatThrownBy(() -> connect(server, "us-east-1"))
                    .hasFieldOrPropertyWithValue("code", ErrorCode.CONFIG_INVALID)
                    .hasFieldOrPropertyWithValue("subject", "store bucket bucket")
                    .hasMessageContaining("HTTP " + status)
                    .hasMessageContaining("make it by hand, or correct the store's region, now us-east-1");
        }
    }

    @Test
    void shouldLeaveItToTheCallerToTryAgainIfTheStoreFails() throws IOException {
        try (StubServer server = StubServer.withoutBucket(StubServer.status(503))) {
            assertThatThrownBy(() -> connect(server, "us-east-1"))
                    .hasFieldOrPropertyWithValue("code", ErrorCode.STORE_UNAVAILABLE);
        }
    }

    /** The body of the request to make a bucket. */
    private static String requestIn(String region) throws IOException {
        AtomicReference<String> body = new AtomicReference<>();
        try (StubServer server = StubServer.withoutBucket(exchange -> {
            body.set(new String(exchange.getRequestBody().readAllBytes(), UTF_8));
            StubServer.empty(200).answer(exchange);
        })) {
            connect(server, region).close();
        }
        return body.get();
    }

    private static MinioObjectStore connect(StubServer server, String region) {
        return MinioObjectStore.connect(new MinioConfig(server.endpoint(), region, "bucket", "key", "secret"));
    }
}
