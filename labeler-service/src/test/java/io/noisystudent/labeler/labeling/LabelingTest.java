package io.noisystudent.labeler.labeling;

import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.contracts.config.Resize;
import io.noisystudent.contracts.deadletter.DeadLetterHeaders;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.event.Execution;
import io.noisystudent.contracts.event.LabelingTask;
import io.noisystudent.contracts.event.ModelRef;
import io.noisystudent.contracts.event.PseudoLabels;
import io.noisystudent.contracts.event.UnreadableSample;
import io.noisystudent.contracts.sample.InboundRecordParser;
import io.noisystudent.inference.Classifier;
import io.noisystudent.inference.ClassifierOutputs;
import io.noisystudent.labeler.deadletter.DeadLetterRecord;
import io.noisystudent.labeler.stages.BatchPipeline;
import io.noisystudent.labeler.stages.BatchWorkers;
import io.noisystudent.labeler.stages.Engine;
import io.noisystudent.labeler.testing.Images;
import io.noisystudent.labeler.testing.TinyModels;
import io.noisystudent.labeler.testing.TopicLog;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

class LabelingTest {
    private static final ModelRef MODEL = new ModelRef("shapes", 1);

    private final TopicLog log = new TopicLog("shapes.unlabeled");
    private final BatchWorkers workers = new BatchWorkers(2);
    private final List<Integer> batches = new ArrayList<>();
    private final BatchPipeline pipeline = new BatchPipeline(workers, 4, (rows, capacity) -> batches.add(rows));
    private final Classifier classifier = TinyModels.open(1);
    private final Labeling labeling =
            new Labeling(log, pipeline, new InboundRecordParser(TinyModels.pipeline("shapes")), "labeler-1", 1 << 20);

    @AfterEach
    void close() {
        pipeline.close();
        workers.close();
        classifier.close();
    }

    @Test
    void shouldSayOfEverySampleWhatTheModelSaysOfItAlone() {
        // Given
        for (int i = 0; i < 10; i++) {
            log.append("k" + i, Images.png(i), Map.of());
        }
        log.append(null, Images.npy(10, 7), Map.of("content-type", "application/x-npy"));
        log.append(null, Images.png(17), Map.of("content-type", "image/png"));

        // When
        LabelingAnswer answer = labeling.answer(task(0), engine(), () -> {});

        // Then
        PseudoLabels labels = answer.labels();
        assertThat(labels.samples()).isEqualTo(18);
        assertThat(labels.execution()).isEqualTo(TinyModels.EXECUTION);
        assertThat(answer.progress().execution()).isEqualTo(TinyModels.EXECUTION);
        assertThat(labels.acceptedAt().size()).isEqualTo(18);
        for (int row = 0; row < 18; row++) {
            float[] alone = TinyModels.probabilities(1, Images.pixels(row));
            for (int label = 0; label < 3; label++) {
                assertThat(labels.probabilities().at(row, label)).isCloseTo(alone[label], within(1e-6f));
            }
        }
        assertThat(positions(labels))
                .startsWith("0#0", "1#0")
                .contains("9#0", "10#0", "10#6")
                .endsWith("11#0")
                .hasSize(18)
                .doesNotHaveDuplicates();
        // Full batches across records, and one call for each.
        assertThat(batches).containsExactly(4, 4, 4, 4, 2);
    }

    @Test
    void shouldAccountForEverySampleOnce() {
        // Given
        log.append("a", Images.png(0), Map.of());
        log.append("b", "no image".getBytes(StandardCharsets.UTF_8), Map.of());
        log.append("c", Images.hugePng(), Map.of());
        log.append("d", Arrays.copyOf(Images.jpeg(1), 120), Map.of());
        log.append("a", null, Map.of());
        log.append(null, null, Map.of());
        log.append("e", Images.npy("<f4", "(2, 8, 8, 1)", new byte[512]), Map.of());
        log.append("f", Images.npy("|u1", "(3, 8, 8, 1)", new byte[64]), Map.of());
        log.append("g", Images.png(2), Map.of("content-type", "image/tiff"));
        log.append("h", Images.npy(3, 2), Map.of());

        // When
        LabelingAnswer answer = labeling.answer(task(0), engine(), () -> {});

        // Then
        assertThat(positions(answer.labels())).containsExactly("0#0", "9#0", "9#1");
        assertThat(answer.labels().unreadable())
                .containsExactly(
                        new UnreadableSample(1, ErrorCode.UNKNOWN_CONTENT_TYPE),
                        new UnreadableSample(2, ErrorCode.TOO_MANY_PIXELS),
                        new UnreadableSample(3, ErrorCode.TRUNCATED_IMAGE),
                        new UnreadableSample(5, ErrorCode.EMPTY_VALUE),
                        new UnreadableSample(6, ErrorCode.BAD_ARRAY),
                        new UnreadableSample(7, ErrorCode.BAD_ARRAY),
                        new UnreadableSample(8, ErrorCode.UNKNOWN_CONTENT_TYPE));
        assertThat(answer.labels().samples()).isEqualTo(10);
        assertThat(answer.progress().samples()).isEqualTo(10);
        assertThat(answer.progress().unreadable()).isEqualTo(7);
    }

    @Test
    void shouldSendUnreadableRecordsToTheDeadLettersAsTheyCame() {
        // Given
        byte[] noise = "no image".getBytes(StandardCharsets.UTF_8);
        log.append("b", noise, Map.of("origin", "camera-7"));

        // When
        LabelingAnswer answer = labeling.answer(task(0), engine(), () -> {});

        // Then
        assertThat(answer.deadLetters()).hasSize(1);
        DeadLetterRecord letter = answer.deadLetters().get(0);
        assertThat(letter.key()).isEqualTo("b".getBytes(StandardCharsets.UTF_8));
        assertThat(letter.value()).isEqualTo(noise);
        assertThat(header(letter, "origin")).isEqualTo("camera-7");
        assertThat(header(letter, DeadLetterHeaders.CODE)).isEqualTo("UNKNOWN_CONTENT_TYPE");
        assertThat(header(letter, DeadLetterHeaders.REASON)).isNotBlank();
        assertThat(header(letter, DeadLetterHeaders.TOPIC)).isEqualTo("shapes.unlabeled");
        assertThat(header(letter, DeadLetterHeaders.PARTITION)).isEqualTo("0");
        assertThat(header(letter, DeadLetterHeaders.OFFSET)).isEqualTo("0");
        assertThat(header(letter, DeadLetterHeaders.TIMESTAMP)).isEqualTo("1700000000000");
        assertThat(header(letter, DeadLetterHeaders.TASK)).isEqualTo("1-0");
        assertThat(header(letter, DeadLetterHeaders.GENERATION)).isEqualTo("1");
    }

    @Test
    void shouldSplitAtTheMinimumConfidence() {
        // Given
        for (int i = 0; i < 40; i++) {
            log.append(null, Images.png(i), Map.of());
        }
        double median = 0.4;
        long confident = 0;
        for (int i = 0; i < 40; i++) {
            confident += max(TinyModels.probabilities(1, Images.pixels(i))) >= median ? 1 : 0;
        }

        // When
        LabelingAnswer answer = labeling.answer(task(median), engine(), () -> {});

        // Then
        assertThat(confident).isBetween(1L, 39L);
        assertThat(answer.progress().accepted()).isEqualTo(confident);
        assertThat(answer.progress().rejected()).isEqualTo(40 - confident);
        assertThat(answer.labels().rejected().total()).isEqualTo(40 - confident);
        assertThat(answer.progress().confidences().total()).isEqualTo(40);
        assertThat(answer.progress().acceptedPerClass().stream()
                        .mapToLong(Long::longValue)
                        .sum())
                .isEqualTo(confident);
    }

    @Test
    void shouldNotAskTheModelAboutABatchWithoutAnyImage() {
        // Given
        for (int i = 0; i < 9; i++) {
            log.append("k" + i, new byte[] {1, 2, 3}, Map.of());
        }
        List<Integer> calls = new ArrayList<>();

        // When
        LabelingAnswer answer = labeling.answer(task(0), counting(calls), () -> {});

        // Then
        assertThat(calls).isEmpty();
        assertThat(answer.progress().unreadable()).isEqualTo(9);
    }

    @Test
    void shouldRefuseAModelThatGivesNoProbabilities() {
        // Given
        log.append("a", Images.png(0), Map.of());
        Engine broken = new Engine() {
            @Override
            public ImageShape imageShape() {
                return Images.SHAPE;
            }

            @Override
            public Resize resize() {
                return Resize.STRETCH;
            }

            @Override
            public int classes() {
                return 3;
            }

            @Override
            public Execution execution() {
                return TinyModels.EXECUTION;
            }

            @Override
            public void classify(ByteBuffer images, FloatBuffer probabilities) {
                probabilities.put(new float[] {0.2f, Float.NaN, 0.1f}).flip();
            }
        };

        // When, Then
        assertThatThrownBy(() -> labeling.answer(task(0.3), broken, () -> {}))
                .isInstanceOfSatisfying(
                        NoisyStudentException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NO_PROBABILITIES))
                .hasMessageContaining("NaN");
    }

    @Test
    void shouldAnswerAnEmptyRange() {
        // When
        LabelingAnswer answer = labeling.answer(task(0), engine(), () -> {});

        // Then
        assertThat(answer.labels().samples()).isZero();
        assertThat(answer.deadLetters()).isEmpty();
    }

    private LabelingTask task(double minConfidence) {
        return new LabelingTask("1-0", 1, MODEL, log.all(), minConfidence);
    }

    private Engine engine() {
        return counting(new ArrayList<>());
    }

    private Engine counting(List<Integer> calls) {
        return new Engine() {
            @Override
            public ImageShape imageShape() {
                return classifier.imageShape();
            }

            @Override
            public Resize resize() {
                return Resize.STRETCH;
            }

            @Override
            public int classes() {
                return 3;
            }

            @Override
            public Execution execution() {
                return TinyModels.EXECUTION;
            }

            @Override
            public synchronized void classify(ByteBuffer images, FloatBuffer probabilities) {
                int count = images.remaining() / Images.SHAPE.bytes();
                calls.add(count);
                classifier.input().put(images);
                ClassifierOutputs predictions = classifier.run(count);
                probabilities.clear().put(predictions.probabilities()).flip();
            }
        };
    }

    private static List<String> positions(PseudoLabels labels) {
        List<String> positions = new ArrayList<>();
        for (int row = 0; row < labels.acceptedAt().size(); row++) {
            positions.add(
                    labels.acceptedAt().offset(row) + "#" + labels.acceptedAt().index(row));
        }
        return positions;
    }

    private static float max(float[] values) {
        float max = 0;
        for (float value : values) {
            max = Math.max(max, value);
        }
        return max;
    }

    private static String header(DeadLetterRecord letter, String name) {
        return new String(letter.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }
}
