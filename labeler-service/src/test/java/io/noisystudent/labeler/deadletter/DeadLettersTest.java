package io.noisystudent.labeler.deadletter;

import io.noisystudent.contracts.deadletter.DeadLetterHeaders;
import io.noisystudent.contracts.digest.Digests;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class DeadLettersTest {
    private final NoisyStudentException reason =
            new NoisyStudentException(ErrorCode.UNDECODABLE_IMAGE, "p.unlabeled-0@7", "x".repeat(2000));
    private static final int LIMIT = 1 << 20;

    private final DeadLetters letters = new DeadLetters("1-0", "1", LIMIT);

    @Test
    void shouldPointToARecordThatDoesNotFitWithItsHeaders() {
        // Given
        byte[] value = new byte[LIMIT - 1000];

        // When
        letters.add(record("k", value), reason);

        // Then
        DeadLetterRecord letter = letters.letters().get(0);
        assertThat(letter.value()).isNull();
        assertThat(letter.key()).isEqualTo("k".getBytes(StandardCharsets.UTF_8));
        assertThat(header(letter, DeadLetterHeaders.OFFSET)).isEqualTo("7");
        assertThat(header(letter, DeadLetterHeaders.VALUE_BYTES)).isEqualTo(Integer.toString(value.length));
        assertThat(header(letter, DeadLetterHeaders.VALUE_SHA256)).isEqualTo(Digests.sha256Hex(value));
        assertThat(header(letter, DeadLetterHeaders.REASON)).hasSize(500);
    }

    @Test
    void shouldCopyARecordThatFits() {
        // Given
        byte[] value = new byte[LIMIT - 5000];

        // When
        letters.add(record("k", value), reason);

        // Then
        assertThat(letters.letters().get(0).value()).isSameAs(value);
    }

    @Test
    void shouldHoldABoundedNumberOfBytes() {
        // Given
        byte[] value = new byte[1_000_000];

        // When
        for (int i = 0; i < 100; i++) {
            letters.add(record("k", value), reason);
        }

        // Then
        assertThat(letters.letters()).hasSize(100);
        assertThat(letters.letters().stream().filter(letter -> letter.value() != null))
                .hasSize(33);
        assertThat(letters.letters().get(99).headers().lastHeader(DeadLetterHeaders.VALUE_SHA256))
                .isNotNull();
    }

    @Test
    void shouldPointToARecordWithAFloodOfHeaders() {
        // Given
        ConsumerRecord<byte[], byte[]> record = record("k", new byte[10]);
        for (int i = 0; i < 2000; i++) {
            record.headers().add("h" + i, new byte[1000]);
        }

        // When
        letters.add(record, reason);

        // Then
        assertThat(letters.letters().get(0).headers().toArray()).hasSizeLessThan(20);
    }

    private static ConsumerRecord<byte[], byte[]> record(String key, byte[] value) {
        return new ConsumerRecord<>("p.unlabeled", 0, 7, key.getBytes(StandardCharsets.UTF_8), value);
    }

    private static String header(DeadLetterRecord letter, String name) {
        return new String(letter.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }
}
