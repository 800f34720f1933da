package io.noisystudent.teacher.deadletter;

import io.noisystudent.contracts.deadletter.DeadLetterHeaders;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class SightingsTest {
    private final Sightings sightings = new Sightings();

    @Test
    void shouldReportARecordOnceHoweverOftenItWasMet() {
        // When
        sightings.add(letter(5, 7, "2"));
        sightings.add(letter(2, 7, "1"));
        sightings.add(letter(3, 8, "1"));

        // Then
        assertThat(sightings.newestFirst())
                .extracting(sighting -> sighting.letter().id())
                .containsExactly("0-5", "0-3");
        Sighting first = sightings.newestFirst().get(0);
        assertThat(first.seen()).isEqualTo(2);
        assertThat(first.firstSeen()).isEqualTo(Instant.ofEpochMilli(2));
        assertThat(first.lastSeen()).isEqualTo(Instant.ofEpochMilli(5));
        assertThat(first.letter().generation()).isEqualTo("2");
        assertThat(first.replayedAs()).isNull();
    }

    @Test
    void shouldKnowWhatWasSentAgainWhateverIsReadFirst() {
        // When
        sightings.add(note(8, "pets.unlabeled-1@20"));
        sightings.add(letter(3, 8, "1"));
        sightings.add(letter(9, 8, "2"));

        // Then
        assertThat(sightings.newestFirst()).extracting(Sighting::replayedAs).containsExactly("pets.unlabeled-1@20");
    }

    @Test
    void shouldReadWhatALabelerWrites() {
        // Given
        ConsumerRecord<byte[], byte[]> original = original(7);
        original.headers().add("camera", "x".repeat(5_000).getBytes(StandardCharsets.UTF_8));
        for (int i = 0; i < 100; i++) {
            original.headers().add("h" + i, new byte[0]);
        }

        // When
        DeadLetter letter =
                (DeadLetter) EntryDecoder.decode(dead(5, original, "2")).orElseThrow();

        // Then
        assertThat(letter.code()).isEqualTo(ErrorCode.UNDECODABLE_IMAGE);
        assertThat(letter.reason()).isEqualTo("no image");
        assertThat(letter.subject()).isEqualTo("pets.unlabeled-1@7");
        assertThat(letter.key()).isEqualTo("cat-1");
        assertThat(letter.size()).isEqualTo(3);
        assertThat(letter.kept()).isTrue();
        assertThat(letter.headers()).hasSizeLessThan(30).doesNotContainKey(DeadLetterHeaders.CODE);
        assertThat(letter.headers().get("camera")).hasSizeLessThan(300);
    }

    @Test
    void shouldPassOverWhatNoServiceOfOursWrote() {
        ConsumerRecord<byte[], byte[]> foreign = new ConsumerRecord<>("pets.dead-letters", 0, 1, null, new byte[3]);
        assertThat(EntryDecoder.decode(foreign)).isEmpty();
        ConsumerRecord<byte[], byte[]> forged = dead(5, original(7), "2");
        forged.headers().add(DeadLetterHeaders.OFFSET, "many".getBytes(StandardCharsets.UTF_8));
        assertThat(EntryDecoder.decode(forged)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "dead-letter-topic, no topic",
        "dead-letter-topic, ''",
        "dead-letter-partition, -1",
        "dead-letter-partition, 9999999999",
        "dead-letter-offset, -5",
        "dead-letter-offset, 9223372036854775807",
    })
    void shouldPassOverImpossibleCoordinates(String header, String value) {
        ConsumerRecord<byte[], byte[]> forged = dead(5, original(7), "2");
        assertThat(EntryDecoder.decode(forged)).isPresent();
        forged.headers().add(header, value.getBytes(StandardCharsets.UTF_8));
        assertThat(EntryDecoder.decode(forged)).isEmpty();
    }

    private static Entry letter(long offset, long original, String generation) {
        return EntryDecoder.decode(dead(offset, original(original), generation)).orElseThrow();
    }

    private static Entry note(long original, String position) {
        return EntryDecoder.decode(record(8, null, DeadLetterHeaders.replayed("pets.unlabeled", 1, original, position)))
                .orElseThrow();
    }

    private static ConsumerRecord<byte[], byte[]> original(long offset) {
        return new ConsumerRecord<>(
                "pets.unlabeled", 1, offset, "cat-1".getBytes(StandardCharsets.UTF_8), new byte[] {1, 2, 3});
    }

    private static ConsumerRecord<byte[], byte[]> dead(
            long offset, ConsumerRecord<byte[], byte[]> original, String generation) {
        Headers headers = new RecordHeaders(original.headers());
        DeadLetterHeaders.of(
                        original,
                        new NoisyStudentException(ErrorCode.UNDECODABLE_IMAGE, "pets.unlabeled-1@7", "no image"),
                        "1-0",
                        generation)
                .forEach(headers::add);
        return record(offset, original, headers);
    }

    private static ConsumerRecord<byte[], byte[]> record(
            long offset, @Nullable ConsumerRecord<byte[], byte[]> original, Headers headers) {
        return new ConsumerRecord<>(
                "pets.dead-letters",
                0,
                offset,
                offset,
                TimestampType.CREATE_TIME,
                0,
                0,
                original == null ? null : original.key(),
                original == null ? null : original.value(),
                headers,
                Optional.empty());
    }
}
