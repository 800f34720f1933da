package io.noisystudent.contracts.sample;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class LatestByKeyTest {
    private static final byte[] IMAGE = {1};

    private final LatestByKey latest = new LatestByKey();

    @Test
    void shouldKeepOfEachKeyTheLastRecordThatIsNoDeletion() {
        // When
        note(0, "a", IMAGE);
        note(1, null, IMAGE);
        note(2, "a", IMAGE);
        note(3, "b", IMAGE);
        note(4, "b", null);

        // Then
        assertThat(latest.counts(0)).isFalse();
        assertThat(latest.counts(1)).isTrue();
        assertThat(latest.counts(2)).isTrue();
        assertThat(latest.counts(3)).isFalse();
        assertThat(latest.superseded()).containsExactlyInAnyOrder(0L, 3L);
    }

    @Test
    void shouldCountAReplayInsteadOfItsOriginal() {
        // When
        note(0, "a", IMAGE);
        note(1, null, IMAGE);
        replay(2, "a", 0);
        replay(3, null, 1);

        // Then
        assertThat(latest.superseded()).containsExactlyInAnyOrder(0L, 1L);
    }

    @Test
    void shouldCountOneOfTwoReplays() {
        // When
        note(0, "a", IMAGE);
        note(1, null, IMAGE);
        replay(2, "a", 0);
        replay(3, null, 1);
        replay(4, "a", 0);
        replay(5, null, 1);

        // Then
        assertThat(latest.superseded()).containsExactlyInAnyOrder(0L, 1L, 4L, 3L);
    }

    @Test
    void shouldKeepWhatWasSentAfterTheOriginal() {
        // When
        note(0, "corrected", IMAGE);
        note(1, "deleted", IMAGE);
        note(2, "corrected", IMAGE);
        note(3, "deleted", null);
        replay(4, "corrected", 0);
        replay(5, "deleted", 1);

        // Then
        assertThat(latest.superseded()).containsExactlyInAnyOrder(0L, 1L, 4L, 5L);
    }

    @Test
    void shouldTakeAReplayOfAnotherLogForAnyRecord() {
        // When
        note(1, "a", IMAGE);
        note(2, null, IMAGE);
        note(3, "a", IMAGE, "pets.labeled-1@0");
        note(4, null, IMAGE, "pets.unlabeled-0@2");
        note(5, null, IMAGE, "pets.labeled-0@7");
        note(6, null, IMAGE, "nonsense");

        // Then
        assertThat(latest.superseded()).containsExactly(1L);
    }

    private void replay(long offset, @Nullable String key, long original) {
        note(offset, key, IMAGE, ReplayedFrom.position("pets.labeled", 0, original));
    }

    private void note(long offset, @Nullable String key, byte @Nullable [] value) {
        latest.note(record(offset, key, value));
    }

    private void note(long offset, @Nullable String key, byte[] value, String original) {
        ConsumerRecord<byte[], byte[]> record = record(offset, key, value);
        record.headers().add(ReplayedFrom.HEADER, original.getBytes(StandardCharsets.UTF_8));
        latest.note(record);
    }

    private static ConsumerRecord<byte[], byte[]> record(long offset, @Nullable String key, byte @Nullable [] value) {
        byte[] bytes = key == null ? null : key.getBytes(StandardCharsets.UTF_8);
        return new ConsumerRecord<>("pets.labeled", 0, offset, bytes, value);
    }
}
