package io.noisystudent.trainer.training;

import io.noisystudent.contracts.config.Resize;
import io.noisystudent.contracts.config.SelectionConfig;
import io.noisystudent.contracts.config.SelectionConfig.Alignment;
import io.noisystudent.contracts.config.SelectionRule;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.event.TrainingRequest;
import io.noisystudent.contracts.log.LogRange;
import io.noisystudent.learning.distillation.OmittedClasses;
import io.noisystudent.learning.training.InMemorySamples;
import io.noisystudent.learning.training.LabeledSamples;
import io.noisystudent.learning.training.PseudoLabeledSamples;
import io.noisystudent.trainer.dataset.CacheSpace;
import io.noisystudent.trainer.dataset.ImageReading;
import io.noisystudent.trainer.dataset.SampleCache;
import io.noisystudent.trainer.testing.ShadedImages;
import io.noisystudent.trainer.testing.ShapesPipeline;
import io.noisystudent.trainer.testing.TopicLogs;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

class PseudoLabelSelectorTest {
    private static final String TOPIC = ShapesPipeline.TOPICS.unlabeled();
    private static final int SAMPLES = 21;

    @TempDir
    private Path directory;

    private final TopicLogs log = new TopicLogs();
    private SampleCache cache;

    @BeforeEach
    void create() {
        cache = CacheSpace.unlimited(directory).open(ShadedImages.SHAPE);
    }

    @AfterEach
    void close() {
        cache.close();
    }

    @Test
    void shouldPutTheRightLabelAtTheRightImage() {
        // Given: of class 0 six samples and one that is deleted, of 1 and 2 seven each, in two answers that arrive in
        // the wrong order
        for (int i = 0; i < SAMPLES; i++) {
            log.append(TOPIC, "k" + i, ShadedImages.png(i), Map.of());
        }
        log.append(TOPIC, "k0", null, Map.of());
        answer("1-1", 9, SAMPLES);
        answer("1-0", 0, 9);

        // When
        PseudoLabeledData data = select();

        // Then
        assertThat(data.accepted()).isEqualTo(SAMPLES);
        assertThat(data.superseded()).isEqualTo(1);
        assertThat(data.choice().selection().report().unique()).isEqualTo(SAMPLES - 1);
        PseudoLabeledSamples samples = data.samples();
        assertThat(samples.rows()).hasSize(3 * 7);
        assertThat(Arrays.stream(samples.rows()).distinct()).hasSize(SAMPLES - 1);
        for (int row : samples.rows()) {
            byte[] image = new byte[ShadedImages.SHAPE.bytes()];
            samples.images().read(row, ByteBuffer.wrap(image));
            float[] label = new float[3];
            samples.labels().read(row, label);
            assertThat(label).isEqualTo(probabilities(number(image)));
        }
    }

    @Test
    void shouldRefuseWhenAChosenImageIsNoLongerInTheLog() {
        // Given
        log.append(TOPIC, "k", ShadedImages.png(0), Map.of());
        answer("1-0", 0, 2);

        // When / Then
        assertThatThrownBy(this::select)
                .isInstanceOfSatisfying(
                        NoisyStudentException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.RANGE_INCOMPLETE))
                .hasMessageContaining("1 of 2 chosen samples are not in the request's ranges");
    }

    /** The mean is .5, .25, .25, so that alignment divides the second and third probability by half as much. */
    @Test
    void shouldAlignTheLabelsAndKeepTheWeights() {
        // Given
        for (int i = 0; i < 4; i++) {
            log.append(TOPIC, "k" + i, ShadedImages.png(i), Map.of());
        }
        float[][] rows = {{.8f, .1f, .1f}, {.6f, .2f, .2f}, {.4f, .4f, .2f}, {.2f, .3f, .5f}};
        float[] probabilities = new float[12];
        for (int i = 0; i < 4; i++) {
            System.arraycopy(rows[i], 0, probabilities, 3 * i, 3);
        }
        LogRange range = new LogRange(TOPIC, 0, 0, 4);
        ShapesPipeline.append(
                log, ShapesPipeline.answer("1-0", range, new long[] {0, 1, 2, 3}, new int[4], probabilities));
        SelectionConfig config = new SelectionConfig(
                SelectionConfig.AUTO, true, new SelectionRule.SoftMatch(2), 0.0, Alignment.UNIFORM, false);

        // When
        PseudoLabeledData data = select(ShapesPipeline.request("r", ShapesPipeline.data(log, 1, 4), config));

        // Then
        PseudoLabeledSamples samples = data.samples();
        assertThat(samples.rows()).containsExactly(0, 1, 2, 3);
        float[] label = new float[3];
        samples.labels().read(0, label);
        assertThat(label).containsExactly(new float[] {2 / 3f, 1 / 6f, 1 / 6f}, within(1e-4f));
        float[] weights = data.choice().selection().weights();
        assertThat(weights).hasSize(4).contains(1f).doesNotContain(0f);
        assertThat(weights[1]).isLessThan(1);
        for (int row = 0; row < 4; row++) {
            assertThat(samples.labels().weight(row)).isEqualTo(weights[row]);
        }
    }

    private PseudoLabeledData select() {
        long tasks = log.all(ShapesPipeline.TOPICS.pseudoLabels()).to();
        TrainingRequest request =
                ShapesPipeline.request("r", ShapesPipeline.data(log, (int) tasks, tasks == 1 ? 2 : SAMPLES));
        return select(request);
    }

    private PseudoLabeledData select(TrainingRequest request) {
        LabeledSamples nobodyLooks =
                new LabeledSamples(new InMemorySamples(ShadedImages.SHAPE, ByteBuffer.allocate(0)), new int[0]);
        return new PseudoLabelSelector(
                        log,
                        ShapesPipeline.PIPELINE,
                        new OmittedClasses(Set.of()),
                        new ImageReading(ShadedImages.SHAPE, Resize.STRETCH, 1))
                .select(
                        request,
                        nobodyLooks,
                        () -> {
                            throw new AssertionError("this selection needs no held-out labels");
                        },
                        cache);
    }

    private void answer(String task, int from, int to) {
        long[] offsets = new long[to - from];
        float[] probabilities = new float[3 * (to - from)];
        for (int i = from; i < to; i++) {
            offsets[i - from] = i;
            System.arraycopy(probabilities(i), 0, probabilities, 3 * (i - from), 3);
        }
        LogRange range = new LogRange(TOPIC, 0, from, to);
        ShapesPipeline.append(log, ShapesPipeline.answer(task, range, offsets, new int[to - from], probabilities));
    }

    /** Different for each image, and most of it at the image's class. */
    private static float[] probabilities(int number) {
        float rest = new Random(number).nextFloat() / 4;
        float[] row = {rest, rest, rest};
        row[number % 3] = 1 - 2 * rest;
        return row;
    }

    private static int number(byte[] image) {
        for (int i = 0; i < SAMPLES; i++) {
            if (Arrays.equals(image, ShadedImages.pixels(i))) {
                return i;
            }
        }
        throw new AssertionError("no image of this test");
    }
}
