package io.noisystudent.teacher.evaluation;

import io.noisystudent.contracts.config.Split;
import io.noisystudent.contracts.event.ModelRef;
import io.noisystudent.contracts.event.Predictions;
import io.noisystudent.contracts.event.ProbabilityMatrix;
import io.noisystudent.contracts.event.SamplePositions;
import io.noisystudent.contracts.log.LogRange;
import io.noisystudent.contracts.registry.PairedComparison;
import java.util.List;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class ScoringTest {
    private static final ModelRef CANDIDATE = new ModelRef("pets", 2);
    private static final ModelRef INCUMBENT = new ModelRef("pets", 1);

    private final Scoring scoring = new Scoring(2, 7);

    @Test
    void shouldCompareTheModelsSampleBySampleWhateverTheOrderOfTheAnswers() {
        // Given
        List<Predictions> answers = List.of(
                answer(INCUMBENT, 1, new long[] {4}, "V", "1", 0.6f),
                answer(CANDIDATE, 0, new long[] {0, 2, 4, 6}, "VVVT", "0101", 0.9f, 0.2f, 0.7f, 0.4f),
                answer(CANDIDATE, 1, new long[] {4}, "V", "1", 0.1f),
                answer(INCUMBENT, 0, new long[] {0, 2, 4, 6}, "VVVT", "0101", 0.8f, 0.7f, 0.3f, 0.3f));

        // When
        SplitScore validation =
                scoring.score(Split.VALIDATION, CANDIDATE, INCUMBENT, answers).orElseThrow();

        // Then: the candidate is right on all four; the incumbent on the first only.
        assertThat(validation.unpaired()).isZero();
        assertThat(validation.metrics().samples()).isEqualTo(4);
        assertThat(validation.metrics().top1()).isEqualTo(1);
        assertThat(validation.metrics().nll())
                .isCloseTo(-(Math.log(0.9) + Math.log(0.8) + Math.log(0.7) + Math.log(0.9)) / 4, within(1e-6));
        PairedComparison comparison = validation.comparison();
        assertThat(comparison.incumbent()).isEqualTo(INCUMBENT);
        assertThat(comparison.bothRight()).isEqualTo(1);
        assertThat(comparison.onlyCandidate()).isEqualTo(3);
        assertThat(comparison.onlyIncumbent()).isZero();
        assertThat(comparison.bothWrong()).isZero();
        assertThat(comparison.difference()).isEqualTo(0.75);
        // One half to the third: three of three discordant samples speak for the candidate.
        assertThat(comparison.pBetter()).isCloseTo(0.125, within(1e-9));
        assertThat(comparison.incumbentRecallPerClass()).containsExactly(0.5, 0.0);
    }

    @Test
    void shouldKeepTheSplitsApart() {
        // Given
        List<Predictions> answers = List.of(answer(CANDIDATE, 0, new long[] {0, 1, 2}, "VTR", "000", 0.9f, 0.1f, 0.1f));

        // Then
        assertThat(scoring.score(Split.VALIDATION, CANDIDATE, null, answers)
                        .orElseThrow()
                        .metrics()
                        .top1())
                .isEqualTo(1);
        assertThat(scoring.score(Split.TEST, CANDIDATE, null, answers)
                        .orElseThrow()
                        .metrics()
                        .top1())
                .isZero();
    }

    @Test
    void shouldNotCompareWithoutAnIncumbent() {
        // Given
        List<Predictions> answers = List.of(answer(CANDIDATE, 0, new long[] {0}, "V", "0", 0.9f));

        // Then
        assertThat(scoring.score(Split.VALIDATION, CANDIDATE, null, answers)
                        .orElseThrow()
                        .comparison())
                .isNull();
        assertThat(scoring.score(Split.TEST, CANDIDATE, null, answers)).isEmpty();
    }

    @Test
    void shouldCountOnlyWhatBothModelsWereAsked() {
        // Given
        List<Predictions> answers = List.of(
                answer(CANDIDATE, 0, new long[] {0, 1, 2}, "VVV", "000", 0.9f, 0.1f, 0.1f),
                answer(INCUMBENT, 0, new long[] {0, 3}, "VV", "00", 0.9f, 0.1f));

        // When
        SplitScore score =
                scoring.score(Split.VALIDATION, CANDIDATE, INCUMBENT, answers).orElseThrow();

        // Then
        assertThat(score.metrics().samples()).isEqualTo(1);
        assertThat(score.unpaired()).isEqualTo(3);
    }

    @Test
    void shouldGiveTheSameEvidenceAgain() {
        // Given
        List<Predictions> answers = List.of(
                answer(CANDIDATE, 0, new long[] {0, 1, 2, 3}, "VVVV", "0000", 0.9f, 0.1f, 0.9f, 0.1f),
                answer(INCUMBENT, 0, new long[] {0, 1, 2, 3}, "VVVV", "0000", 0.1f, 0.9f, 0.9f, 0.1f));

        // Then
        assertThat(scoring.score(Split.VALIDATION, CANDIDATE, INCUMBENT, answers))
                .isEqualTo(scoring.score(Split.VALIDATION, CANDIDATE, INCUMBENT, answers));
    }

    /** Splits as letters, labels as digits, and the probability of class 0 for each row. */
    private static Predictions answer(
            ModelRef model, int partition, long[] offsets, String splits, String labels, float... first) {
        float[] probabilities = new float[2 * first.length];
        for (int row = 0; row < first.length; row++) {
            probabilities[2 * row] = first[row];
            probabilities[2 * row + 1] = 1 - first[row];
        }
        return new Predictions(
                "task",
                "1",
                model,
                new LogRange("pets.labeled", partition, 0, 10),
                new SamplePositions(offsets, new int[offsets.length]),
                labels.chars().mapToObj(digit -> digit - '0').toList(),
                splits.chars().mapToObj(ScoringTest::split).toList(),
                new ProbabilityMatrix(2, probabilities),
                List.of(),
                null,
                null,
                null);
    }

    private static Split split(int letter) {
        return switch (letter) {
            case 'V' -> Split.VALIDATION;
            case 'T' -> Split.TEST;
            default -> Split.TRAIN;
        };
    }
}
