package io.noisystudent.labeler.evaluation;

import io.noisystudent.contracts.config.Split;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.event.EvaluationTask;
import io.noisystudent.contracts.event.Latency;
import io.noisystudent.contracts.event.ModelRef;
import io.noisystudent.contracts.event.Predictions;
import io.noisystudent.contracts.event.UnreadableSample;
import io.noisystudent.contracts.sample.InboundRecordParser;
import io.noisystudent.labeler.models.TestModels;
import io.noisystudent.labeler.stages.BatchPipeline;
import io.noisystudent.labeler.stages.BatchWorkers;
import io.noisystudent.labeler.testing.Images;
import io.noisystudent.labeler.testing.TinyModels;
import io.noisystudent.labeler.testing.TopicLog;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class EvaluatingTest {
    private final TopicLog log = new TopicLog("shapes.labeled");
    private final BatchWorkers workers = new BatchWorkers(1);
    private final BatchPipeline pipeline = new BatchPipeline(workers, 4, (rows, capacity) -> {});
    private final TestModels models = new TestModels();
    private long nanos;
    private final Evaluating evaluating = new Evaluating(
            log,
            pipeline,
            new InboundRecordParser(TinyModels.pipeline("shapes")),
            new LatencyProbe(4, () -> nanos += 2_000_000),
            1 << 20);

    @AfterEach
    void close() {
        pipeline.close();
        workers.close();
        models.close();
    }

    @Test
    void shouldPredictTheHeldOutSamplesOnly() {
        // Given
        append("a", Images.png(0), "dark", "train");
        append("b", Images.png(1), "light", "validation");
        append("c", Images.png(2), "mixed", "test");
        append(null, Images.npy(3, 2), "dark,light", "test");

        // When
        Predictions predictions = answer().predictions();

        // Then
        assertThat(positions(predictions)).containsExactly("1#0", "2#0", "3#0", "3#1");
        assertThat(predictions.labels()).containsExactly(1, 2, 0, 1);
        assertThat(predictions.execution()).isNotNull().satisfies(execution -> {
            assertThat(execution.provider()).isEqualTo("cpu");
            assertThat(execution.precision()).isEqualTo("fp32");
            assertThat(execution.runtime()).matches("onnxruntime \\d+\\.\\d+.*");
        });
        assertThat(predictions.latency()).isEqualTo(new Latency(2, 4, 25, predictions.execution()));
        assertThat(predictions.splits()).containsExactly(Split.VALIDATION, Split.TEST, Split.TEST, Split.TEST);
        for (int row = 0; row < 4; row++) {
            float[] alone = TinyModels.probabilities(1, Images.pixels(row + 1));
            for (int label = 0; label < 3; label++) {
                assertThat(predictions.probabilities().at(row, label)).isCloseTo(alone[label], within(1e-6f));
            }
        }
    }

    @Test
    void shouldLeaveOutSamplesOfWhichNoClassIsMostProbable() {
        // Given
        log.append("a", Images.png(0), Map.of("votes", "{\"ann\": \"dark\", \"bob\": \"light\"}", "split", "test"));
        log.append(
                "b",
                Images.png(1),
                Map.of("votes", "{\"ann\": \"mixed\", \"bob\": \"light\", \"eve\": \"mixed\"}", "split", "test"));
        append("c", Images.png(2), "{\"dark\": 0.4, \"light\": 0.6}", "validation");
        append("d", Images.png(3), "{\"dark\": 0.5, \"light\": 0.5}", "validation");
        append("e", Images.png(4), "{\"dark\": 0.5, \"light\": 0.3}", "train");
        log.append("f", Images.png(5), Map.of("votes", "{}", "split", "train"));

        // When
        EvaluationAnswer answer = answer();

        // Then
        assertThat(positions(answer.predictions())).containsExactly("1#0", "2#0");
        assertThat(answer.predictions().labels()).containsExactly(2, 1);
        assertThat(answer.predictions().unreadable())
                .containsExactly(
                        new UnreadableSample(4, ErrorCode.BAD_DISTRIBUTION),
                        new UnreadableSample(5, ErrorCode.BAD_VOTES));
        assertThat(answer.deadLetters()).hasSize(2);
    }

    @Test
    void shouldCountTheLastRecordOfEachKeyOnce() {
        // Given
        append("corrected", Images.png(0), "dark", "test");
        append("moved", Images.png(1), "dark", "test");
        append("deleted", Images.png(2), "dark", "test");
        append("revived", Images.png(3), "dark", "test");
        append("corrected", Images.png(0), "light", "test");
        append("moved", Images.png(1), "dark", "train");
        log.append("deleted", null, Map.of());
        log.append("revived", new byte[0], Map.of());
        append("revived", Images.png(3), "mixed", "validation");

        // When
        Predictions predictions = answer().predictions();

        // Then
        assertThat(positions(predictions)).containsExactly("4#0", "8#0");
        assertThat(predictions.labels()).containsExactly(1, 2);
        assertThat(predictions.splits()).containsExactly(Split.TEST, Split.VALIDATION);
        assertThat(predictions.unreadable()).isEmpty();
    }

    @Test
    void shouldReportWhatCannotBeRead() {
        // Given
        append("a", Images.png(0), "purple", "test");
        log.append("b", Images.png(1), Map.of("split", "test"));
        append("c", Images.png(2), "dark", "exam");
        append("d", Images.npy(3, 3), "dark,light", "test");
        append("e", new byte[] {1, 2, 3}, "dark", "test");
        append("f", new byte[] {1, 2, 3}, "dark", "train");

        // When
        EvaluationAnswer answer = answer();

        // Then
        assertThat(answer.predictions().positions().size()).isZero();
        assertThat(answer.predictions().unreadable())
                .startsWith(
                        new UnreadableSample(0, ErrorCode.UNKNOWN_LABEL),
                        new UnreadableSample(1, ErrorCode.MISSING_LABEL),
                        new UnreadableSample(2, ErrorCode.UNKNOWN_SPLIT),
                        new UnreadableSample(3, ErrorCode.LABEL_COUNT),
                        new UnreadableSample(4, ErrorCode.UNKNOWN_CONTENT_TYPE));
        assertThat(answer.deadLetters()).hasSameSizeAs(answer.predictions().unreadable());
    }

    @Test
    void shouldNotFallBackOnWhatAnUnreadableCorrectionReplaced() {
        // Given
        append("a", Images.png(0), "dark", "test");
        append("a", Images.png(0), "purple", "test");

        // When
        Predictions predictions = answer().predictions();

        // Then
        assertThat(predictions.positions().size()).isZero();
        assertThat(predictions.unreadable()).containsExactly(new UnreadableSample(1, ErrorCode.UNKNOWN_LABEL));
    }

    private EvaluationAnswer answer() {
        EvaluationTask task = new EvaluationTask("1-e-2-0", "1", new ModelRef("shapes", 1), log.all());
        return evaluating.answer(task, models.open(1));
    }

    private void append(String key, byte[] value, String label, String split) {
        log.append(key, value, Map.of("label", label, "split", split));
    }

    private static List<String> positions(Predictions predictions) {
        List<String> positions = new ArrayList<>();
        for (int row = 0; row < predictions.positions().size(); row++) {
            positions.add(predictions.positions().offset(row) + "#"
                    + predictions.positions().index(row));
        }
        return positions;
    }
}
