package io.noisystudent.trainer.dataset;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.event.ModelRef;
import io.noisystudent.contracts.event.PseudoLabels;
import io.noisystudent.contracts.event.TrainingRequest;
import io.noisystudent.contracts.event.UnreadableSample;
import io.noisystudent.contracts.log.LogRange;
import io.noisystudent.trainer.testing.ShapesPipeline;
import io.noisystudent.trainer.testing.TopicLogs;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class PseudoLabelLogTest {
    private static final String UNLABELED = ShapesPipeline.TOPICS.unlabeled();

    private final TopicLogs log = new TopicLogs();
    private final PseudoLabels first = ShapesPipeline.answer(
            "1-0", new LogRange(UNLABELED, 0, 0, 2), new long[] {1}, new int[] {0}, 0.1f, 0.2f, 0.7f);
    private final PseudoLabels second = unreadable(ShapesPipeline.answer(
            "1-1",
            new LogRange(UNLABELED, 0, 2, 5),
            new long[] {2, 4},
            new int[] {0, 0},
            0.8f,
            0.1f,
            0.1f,
            0.3f,
            0.4f,
            0.3f));

    @Test
    void shouldListTheAnswersInLogOrderWhateverTheirOrderOfArrival() {
        // Given
        ShapesPipeline.append(log, second);
        ShapesPipeline.append(log, first);

        // When
        Candidates candidates = read(2, 4);

        // Then
        assertThat(candidates.answers()).containsExactly(first, second);
        assertThat(candidates.size()).isEqualTo(3);
        assertThat(candidates.labels()).containsExactly(2, 0, 1);
        assertThat(candidates.confidences()).containsExactly(0.7f, 0.8f, 0.4f);
    }

    @Test
    void shouldCountATaskOnce() {
        // Given
        ShapesPipeline.append(log, first);
        ShapesPipeline.append(log, second);
        ShapesPipeline.append(log, first);

        // When / Then
        assertThat(read(2, 4).size()).isEqualTo(3);
    }

    @Test
    void shouldIgnoreOtherGenerationsOtherTeachersAndGarbage() {
        // Given
        ShapesPipeline.append(log, first);
        ShapesPipeline.append(log, with(second, 2, ShapesPipeline.TEACHER));
        ShapesPipeline.append(log, with(second, 1, new ModelRef("shapes", 9)));
        log.append(ShapesPipeline.TOPICS.pseudoLabels(), "x", new byte[] {1, 2, 3}, Map.of());
        log.append(ShapesPipeline.TOPICS.pseudoLabels(), "y", null, Map.of());

        // When / Then
        assertThat(read(1, 1).answers()).containsExactly(first);
    }

    @Test
    void shouldRefuseWhenATaskOrASampleIsMissing() {
        // Given
        ShapesPipeline.append(log, first);

        // When / Then
        assertIncomplete(2, 4, "1 answers with 1 samples were found, 2 answers with 4 samples were announced");
        assertIncomplete(1, 2, "1 answers with 1 samples were found, 1 answers with 2 samples were announced");
    }

    private void assertIncomplete(int tasks, long samples, String message) {
        assertThatThrownBy(() -> read(tasks, samples))
                .isInstanceOfSatisfying(
                        NoisyStudentException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.RANGE_INCOMPLETE))
                .hasMessageContaining(message);
    }

    private Candidates read(int tasks, long samples) {
        TrainingRequest request = ShapesPipeline.request("r", ShapesPipeline.data(log, tasks, samples));
        return new PseudoLabelLog(log).read(request);
    }

    private static PseudoLabels unreadable(PseudoLabels answer) {
        return new PseudoLabels(
                answer.taskId(),
                answer.generation(),
                answer.model(),
                answer.range(),
                answer.acceptedAt(),
                answer.probabilities(),
                answer.rejected(),
                List.of(new UnreadableSample(3, ErrorCode.EMPTY_VALUE)),
                answer.execution());
    }

    private static PseudoLabels with(PseudoLabels answer, int generation, ModelRef model) {
        return new PseudoLabels(
                answer.taskId(),
                generation,
                model,
                answer.range(),
                answer.acceptedAt(),
                answer.probabilities(),
                answer.rejected(),
                answer.unreadable(),
                answer.execution());
    }
}
