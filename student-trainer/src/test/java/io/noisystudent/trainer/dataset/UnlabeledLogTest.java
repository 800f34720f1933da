package io.noisystudent.trainer.dataset;

import io.noisystudent.contracts.config.Resize;
import io.noisystudent.contracts.log.LogRange;
import io.noisystudent.trainer.testing.ShadedImages;
import io.noisystudent.trainer.testing.ShapesPipeline;
import io.noisystudent.trainer.testing.TopicLogs;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class UnlabeledLogTest {
    private static final String TOPIC = ShapesPipeline.TOPICS.unlabeled();

    @TempDir
    private Path directory;

    private final TopicLogs log = new TopicLogs();

    @Test
    void shouldDropWhatALaterRecordReplacedOrDeleted() {
        // Given
        log.append(TOPIC, "replaced", ShadedImages.png(0), Map.of());
        log.append(TOPIC, "deleted", ShadedImages.npy(1, 2), Map.of());
        log.append(TOPIC, "kept", ShadedImages.png(3), Map.of());
        log.append(TOPIC, null, ShadedImages.png(4), Map.of());
        log.append(TOPIC, "replaced", ShadedImages.png(5), Map.of());
        log.append(TOPIC, "deleted", null, Map.of());

        // When
        UnlabeledLog.Keys keys =
                new UnlabeledLog(log, ShapesPipeline.PIPELINE).keys(List.of(log.all(TOPIC)), everySample());

        // Then: in the order of the candidates
        assertThat(keys.superseded().stream()).containsExactly(0, 1, 2);
        assertThat(keys.scattered()).isZero();
    }

    /** As when a Java client and one with another partitioner send the same key. */
    @Test
    void shouldCountTheKeysThatADeletionMissesBecauseItLiesInAnotherPartition() {
        // Given
        log.append(TOPIC, "a", ShadedImages.png(0), Map.of());
        log.append(TOPIC, "b", ShadedImages.npy(1, 2), Map.of());
        log.append(TOPIC, "c", ShadedImages.png(3), Map.of());
        log.append(TOPIC, null, ShadedImages.png(4), Map.of());
        log.append(TOPIC, "c", ShadedImages.png(5), Map.of());
        log.append(TOPIC, 1, "a", null, Map.of());
        log.append(TOPIC, 1, null, ShadedImages.png(6), Map.of());
        log.append(TOPIC, 1, "d", ShadedImages.png(7), Map.of());
        log.append(TOPIC, 2, "a", ShadedImages.png(8), Map.of());
        log.append(TOPIC, 2, "b", ShadedImages.png(9), Map.of());

        // When
        UnlabeledLog.Keys keys = new UnlabeledLog(log, ShapesPipeline.PIPELINE)
                .keys(List.of(log.all(TOPIC), log.all(TOPIC, 1), log.all(TOPIC, 2)), everySample());

        // Then
        assertThat(keys.scattered()).isEqualTo(2);
        assertThat(keys.superseded().stream()).containsExactly(3);
    }

    @Test
    void shouldNotLookBeyondTheSnapshot() {
        // Given
        log.append(TOPIC, "a", ShadedImages.png(0), Map.of());
        log.append(TOPIC, "b", ShadedImages.npy(1, 2), Map.of());
        log.append(TOPIC, "c", ShadedImages.png(3), Map.of());
        log.append(TOPIC, null, ShadedImages.png(4), Map.of());
        log.append(TOPIC, "d", ShadedImages.png(5), Map.of());
        LogRange snapshot = log.all(TOPIC);
        log.append(TOPIC, "a", ShadedImages.png(6), Map.of());

        // When / Then
        assertThat(new UnlabeledLog(log, ShapesPipeline.PIPELINE)
                        .keys(List.of(snapshot), everySample())
                        .superseded()
                        .isEmpty())
                .isTrue();
    }

    @Test
    void shouldDecodeTheChosenImagesAlsoInsideBatches() {
        // Given
        log.append(TOPIC, "a", ShadedImages.png(0), Map.of());
        log.append(TOPIC, "b", ShadedImages.npy(1, 2), Map.of());
        log.append(TOPIC, "c", ShadedImages.png(3), Map.of());
        log.append(TOPIC, null, ShadedImages.png(4), Map.of());
        log.append(TOPIC, "d", ShadedImages.png(5), Map.of());
        BitSet chosen = BitSet.valueOf(new long[] {0b110100});

        // When
        try (SampleCache cache = CacheSpace.unlimited(directory).open(ShadedImages.SHAPE)) {
            int[] slots = new UnlabeledLog(log, ShapesPipeline.PIPELINE)
                    .decode(
                            List.of(log.all(TOPIC)),
                            everySample(),
                            chosen,
                            new ImageReading(ShadedImages.SHAPE, Resize.STRETCH, 2),
                            cache);

            // Then: candidate 2 is the second image of the batch
            assertThat(slots).containsExactly(-1, -1, 0, -1, 1, 2);
            assertThat(cache.size()).isEqualTo(3);
            assertThat(image(cache, 0)).isEqualTo(ShadedImages.pixels(2));
            assertThat(image(cache, 1)).isEqualTo(ShadedImages.pixels(4));
            assertThat(image(cache, 2)).isEqualTo(ShadedImages.pixels(5));
        }
    }

    private static byte[] image(SampleCache cache, int index) {
        byte[] image = new byte[ShadedImages.SHAPE.bytes()];
        cache.read(index, ByteBuffer.wrap(image));
        return image;
    }

    /** Five records of which the second is a batch of two, answered in two tasks. */
    private static Candidates everySample() {
        return new Candidates(List.of(
                ShapesPipeline.answer(
                        "1-0", new LogRange(TOPIC, 0, 0, 2), new long[] {0, 1, 1}, new int[] {0, 0, 1}, new float[9]),
                ShapesPipeline.answer(
                        "1-1", new LogRange(TOPIC, 0, 2, 5), new long[] {2, 3, 4}, new int[3], new float[9])));
    }
}
