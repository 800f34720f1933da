package io.noisystudent.contracts.sample;

import io.noisystudent.contracts.Fixtures;
import io.noisystudent.contracts.digest.Digests;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class ClaimCheckTest {
    private static final byte[] IMAGE = {(byte) 0xff, (byte) 0xd8, (byte) 0xff, 1, 2, 3};
    private static final String VALID = """
            {"uri": "s3://images/cats/1.jpg", "sha256": "%s", "contentType": "image/jpeg"}
            """.formatted(Digests.sha256Hex(IMAGE));

    @Test
    void shouldFetchWhatTheClaimNames() {
        // Given
        InboundRecordParser parser = new InboundRecordParser(Fixtures.pipeline("pets"), claim -> {
            assertThat(claim.bucket()).isEqualTo("images");
            assertThat(claim.key()).isEqualTo("cats/1.jpg");
            return IMAGE;
        });

        // When
        InboundRecord parsed = parser.parseUnlabeled(record(VALID));

        // Then
        assertThat(parsed).isInstanceOfSatisfying(InboundRecord.Unlabeled.class, image -> {
            assertThat(image.contentType()).isEqualTo(ContentType.JPEG);
            assertThat(image.value()).isEqualTo(IMAGE);
        });
    }

    @Test
    void shouldRefuseBytesThatAreNotTheClaimedOnes() {
        InboundRecordParser parser = new InboundRecordParser(Fixtures.pipeline("pets"), claim -> new byte[] {1});

        assertRefused(parser, VALID, ErrorCode.DIGEST_MISMATCH);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "null",
                "[]",
                "no JSON",
                "{\"uri\": null}",
                "s3://images/cats|file:///etc/passwd",
                "s3://images/cats/1.jpg|s3://images",
                "s3://images/cats/1.jpg|s3://images/",
                "s3://images/cats/1.jpg|http://169.254.169.254/latest",
                "s3://images/cats/1.jpg|s3://images/../secrets/1",
                "s3://images/cats/1.jpg|s3://images/%2e%2e/secrets",
                "s3://images/cats/1.jpg|s3://user@images/1",
                "s3://images/cats/1.jpg|s3://images/1?versionId=2",
                "\"sha256\"|\"sha1\"",
                "\"sha256\": \"|\"sha256\": \"X",
                "image/jpeg|application/json",
                "image/jpeg|image/gif",
                "\"uri\"|\"extra\": 1, \"uri\"",
            })
    void shouldRefuseAMalformedClaimBeforeAnythingIsFetched(String change) {
        // Given
        int bar = change.indexOf('|');
        String claim = bar < 0 ? change : VALID.replace(change.substring(0, bar), change.substring(bar + 1));
        InboundRecordParser parser = new InboundRecordParser(Fixtures.pipeline("pets"), resolved -> IMAGE);

        // When / Then
        assertThat(claim).isNotEqualTo(VALID);
        assertRefused(parser, claim, ErrorCode.CLAIM_REFUSED);
    }

    @Test
    void shouldRefuseEveryClaimWithoutAResolver() {
        assertRefused(new InboundRecordParser(Fixtures.pipeline("pets")), VALID, ErrorCode.CLAIM_REFUSED);
    }

    private static void assertRefused(InboundRecordParser parser, String json, ErrorCode code) {
        assertThatExceptionOfType(NoisyStudentException.class)
                .isThrownBy(() -> parser.parseUnlabeled(record(json)))
                .satisfies(e -> assertThat(e.code()).isEqualTo(code))
                .satisfies(e -> assertThat(e.subject()).isEqualTo("pets.unlabeled-0@7"));
    }

    private static ConsumerRecord<byte[], byte[]> record(String json) {
        ConsumerRecord<byte[], byte[]> record =
                new ConsumerRecord<>("pets.unlabeled", 0, 7, null, json.getBytes(StandardCharsets.UTF_8));
        record.headers().add("content-type", "application/json".getBytes(StandardCharsets.UTF_8));
        return record;
    }
}
