package io.noisystudent.trainer.dataset;

import io.noisystudent.contracts.config.Resize;
import io.noisystudent.contracts.config.SelectionConfig.Votes;
import io.noisystudent.contracts.event.LabelDoubt;
import io.noisystudent.learning.training.LabeledSamples;
import io.noisystudent.trainer.testing.ShadedImages;
import io.noisystudent.trainer.testing.ShapesPipeline;
import io.noisystudent.trainer.testing.TopicLogs;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class LabeledLogTest {
    private static final String TOPIC = ShapesPipeline.TOPICS.labeled();
    private static final ImageReading READING = new ImageReading(ShadedImages.SHAPE, Resize.STRETCH, 2);

    @TempDir
    private Path directory;

    private final TopicLogs log = new TopicLogs();
    private SampleCache train;
    private SampleCache validation;

    @BeforeEach
    void create() {
        train = CacheSpace.unlimited(directory).open(ShadedImages.SHAPE);
        validation = CacheSpace.unlimited(directory).open(ShadedImages.SHAPE);
    }

    @AfterEach
    void close() {
        train.close();
        validation.close();
    }

    @Test
    void shouldKeepTheLastRecordOfEachKey() {
        // Given
        append("a", ShadedImages.png(0), "dark", "train");
        append("b", ShadedImages.png(1), "light", "train");
        append(null, ShadedImages.png(4), "light", "train");
        append(null, ShadedImages.png(4), "light", "train");
        append("a", ShadedImages.png(5), "mixed", "train");
        log.append(TOPIC, "b", null, Map.of());

        // When
        LabeledData data = read();

        // Then
        assertHolds(data.train(), new int[] {4, 4, 5}, 1, 1, 2);
        assertThat(data.validation()).isEmpty();
        assertThat(data.unreadable()).isZero();
        assertThat(data.scatteredKeys()).isZero();
        assertThat(data.train().targets()).isEmpty();
        assertThat(data.doubt()).isEmpty();
    }

    @Test
    void shouldCountTheKeysThatACorrectionMissesBecauseItLiesInAnotherPartition() {
        // Given
        append("a", ShadedImages.png(0), "dark", "train");
        append("b", ShadedImages.png(1), "light", "train");
        log.append(TOPIC, 1, "a", ShadedImages.png(0), Map.of("label", "light", "split", "train"));

        // When
        LabeledData data = new LabeledLog(log, ShapesPipeline.PIPELINE)
                .read(List.of(log.all(TOPIC), log.all(TOPIC, 1)), Votes.DAWID_SKENE, READING, train, validation);

        // Then
        assertHolds(data.train(), new int[] {0, 1, 0}, 0, 1, 1);
        assertThat(data.scatteredKeys()).isEqualTo(1);
    }

    @Test
    void shouldLetACorrectionMoveASampleToAnotherSplit() {
        // Given
        append("a", ShadedImages.png(0), "dark", "train");
        append("b", ShadedImages.png(1), "light", "train");
        append("a", ShadedImages.png(0), "dark", "validation");

        // When
        LabeledData data = read();

        // Then
        assertHolds(data.train(), new int[] {1}, 1);
        assertHolds(data.validation().orElseThrow(), new int[] {0}, 0);
    }

    @Test
    void shouldNeverDecodeTheTestSplit() {
        // Given
        append("a", ShadedImages.png(0), "dark", "train");
        append("t", Arrays.copyOf(ShadedImages.png(1), 40), "light", "test");

        // When
        LabeledData data = read();

        // Then: a decoder would have refused the truncated file
        assertHolds(data.train(), new int[] {0}, 0);
        assertThat(data.unreadable()).isZero();
    }

    @Test
    void shouldSkipAndCountWhatCannotBeRead() {
        // Given
        append("a", ShadedImages.png(0), "dark", "train");
        append("b", Arrays.copyOf(ShadedImages.png(1), 40), "light", "train");
        append("c", new byte[] {1, 2, 3}, "light", "train");
        append("d", ShadedImages.png(1), "purple", "train");
        append("e", ShadedImages.npy(0, 2), "dark,light,mixed", "train");
        append("f", ShadedImages.png(1), "light", "sometimes");
        log.append(TOPIC, null, null, Map.of());
        append("z", ShadedImages.png(2), "mixed", "train");

        // When
        LabeledData data = read();

        // Then
        assertHolds(data.train(), new int[] {0, 2}, 0, 2);
        assertThat(data.unreadable()).isEqualTo(6);
    }

    @Test
    void shouldGiveEveryImageOfABatchItsOwnLabel() {
        // Given
        append("batch", ShadedImages.npy(3, 3), "mixed, dark,light", "train");

        // When
        LabeledData data = read();

        // Then
        assertHolds(data.train(), new int[] {3, 4, 5}, 2, 0, 1);
    }

    @Test
    void shouldWeighVotesAndKeepDistributions() {
        // Given ann and bob, who are always right, and eve, who never is
        for (int i = 0; i < 12; i++) {
            String right = List.of("dark", "light", "mixed").get(i % 3);
            String wrong = List.of("light", "mixed", "dark").get(i % 3);
            votes(i, "{\"ann\": \"%s\", \"bob\": \"%s\", \"eve\": \"%s\"}".formatted(right, right, wrong), "train");
        }
        votes(13, "{\"ann\": \"light\", \"eve\": \"mixed\"}", "train");
        append("given", ShadedImages.png(14), "{\"dark\": 0.25, \"mixed\": 0.75}", "train");
        append("sure", ShadedImages.png(15), "mixed", "train");

        // When
        LabeledData data = read();

        // Then
        LabeledSamples samples = data.train();
        assertThat(samples.labels()).containsExactly(0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2, 1, 2, 2);
        assertThat(target(samples, 12)[1]).isGreaterThan(0.9f);
        assertThat(target(samples, 13)).containsExactly(0.25f, 0, 0.75f);
        assertThat(target(samples, 14)).containsExactly(0, 0, 1);
        assertThat(data.doubt()).hasValueSatisfying(doubt -> {
            assertThat(doubt.distributions()).isEqualTo(1);
            assertThat(doubt.voted()).isEqualTo(13);
            assertThat(doubt.annotators()).isEqualTo(3);
            assertThat(doubt.leastReliable())
                    .extracting(LabelDoubt.AnnotatorEstimate::annotator)
                    .startsWith("eve");
            assertThat(doubt.leastReliable().get(0).votes()).isEqualTo(13);
            assertThat(doubt.leastReliable().get(0).accuracy()).isLessThan(0.1);
        });
    }

    @Test
    void shouldTakeVotesAsTheRequestSays() {
        // Given
        votes(0, "{\"ann\": \"light\", \"bob\": \"mixed\", \"eve\": \"light\", \"kim\": \"dark\"}", "train");

        // When / Then
        assertThat(target(read(Votes.MEAN).train(), 0)).containsExactly(0.25f, 0.5f, 0.25f);
        assertThat(target(reopened(Votes.MAJORITY).train(), 0)).containsExactly(0, 1, 0);
    }

    @Test
    void shouldValidateOnImagesOfWhichOneClassIsMostProbable() {
        // Given
        append("a", ShadedImages.png(0), "dark", "train");
        votes(1, "{\"ann\": \"light\", \"bob\": \"mixed\"}", "validation");
        votes(4, "{\"ann\": \"light\", \"bob\": \"mixed\", \"eve\": \"light\"}", "validation");
        append("given", ShadedImages.png(2), "{\"dark\": 0.25, \"mixed\": 0.75}", "validation");

        // When
        LabeledData data = read();

        // Then
        assertHolds(data.validation().orElseThrow(), new int[] {4, 2}, 1, 2);
        assertThat(data.train().targets()).isEmpty();
        assertThat(data.doubt()).hasValue(new LabelDoubt(0, 0, 1, 0, List.of()));
    }

    private void votes(int image, String votes, String split) {
        log.append(TOPIC, "v" + image, ShadedImages.png(image), Map.of("votes", votes, "split", split));
    }

    private static float[] target(LabeledSamples samples, int image) {
        float[] row = new float[3];
        samples.targets().orElseThrow().read(image, row);
        return row;
    }

    private LabeledData reopened(Votes votes) {
        close();
        create();
        return read(votes);
    }

    private void append(@Nullable String key, byte[] value, String label, String split) {
        log.append(TOPIC, key, value, Map.of("label", label, "split", split));
    }

    private LabeledData read() {
        return read(Votes.DAWID_SKENE);
    }

    private LabeledData read(Votes votes) {
        return new LabeledLog(log, ShapesPipeline.PIPELINE)
                .read(List.of(log.all(TOPIC)), votes, READING, train, validation);
    }

    private static void assertHolds(LabeledSamples samples, int[] images, int... labels) {
        assertThat(samples.labels()).containsExactly(labels);
        for (int i = 0; i < images.length; i++) {
            byte[] image = new byte[ShadedImages.SHAPE.bytes()];
            samples.images().read(i, ByteBuffer.wrap(image));
            assertThat(image).as("image %d", i).isEqualTo(ShadedImages.pixels(images[i]));
        }
    }
}
