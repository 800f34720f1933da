package io.noisystudent.trainer.training;

import io.noisystudent.contracts.event.PseudoLabels;
import io.noisystudent.contracts.log.LogRange;
import io.noisystudent.trainer.dataset.Candidates;
import io.noisystudent.trainer.testing.ShapesPipeline;
import java.util.List;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class CandidateLabelsTest {
    @Test
    void shouldFindEveryRowBetweenAnswersWithoutAny() {
        // Given answers of 0, 2, 0, 0, 1 and 0 samples
        CandidateLabels labels = new CandidateLabels(
                new Candidates(List.of(answer(), answer(.1f, .2f), answer(), answer(), answer(.3f), answer())));

        // When / Then
        float[] row = new float[3];
        for (int i = 0; i < 3; i++) {
            labels.read(i, row);
            assertThat(row[0]).isEqualTo((i + 1) / 10f);
        }
    }

    /** @param first the first class's probability of each sample */
    private static PseudoLabels answer(float... first) {
        float[] probabilities = new float[3 * first.length];
        for (int i = 0; i < first.length; i++) {
            probabilities[3 * i] = first[i];
            probabilities[3 * i + 1] = 1 - first[i];
        }
        LogRange range = new LogRange(ShapesPipeline.TOPICS.unlabeled(), 0, 0, 9);
        return ShapesPipeline.answer("1-0", range, new long[first.length], new int[first.length], probabilities);
    }
}
