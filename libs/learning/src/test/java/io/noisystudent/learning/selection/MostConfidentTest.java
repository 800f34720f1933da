package io.noisystudent.learning.selection;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class MostConfidentTest {
    private static final float[] A = {.99f, .97f, .95f, .93f, .91f, .90f, .62f, .40f};
    private static final float[] B = {.80f, .55f, .31f};
    private static final float[] C = {.95f, .29f, .20f};

    /** Target 5, floor 0.3: the five best of A once; all of B as 2, 2, 1; the only one of C five times. */
    @Test
    void shouldBalanceAsTheReferenceVectorSays() {
        // Given
        TeacherLabels candidates = Candidate.perClass(A, B, C).atLeast(.3);

        // When
        Selection selection = new MostConfident(new ClassTarget(5, true)).select(candidates);

        // Then
        assertThat(selection.indices()).containsExactly(0, 1, 2, 3, 4, 8, 9, 10, 11);
        assertThat(selection.copies()).containsExactly(1, 1, 1, 1, 1, 2, 2, 1, 5);
        assertThat(selection.rows()).containsExactly(0, 1, 2, 3, 4, 8, 8, 9, 9, 10, 11, 11, 11, 11, 11);
        SelectionReport report = selection.report();
        assertThat(report.candidates()).isEqualTo(14);
        assertThat(report.unique()).isEqualTo(9);
        assertThat(report.total()).isEqualTo(15);
        assertThat(report.classes())
                .extracting(SelectionReport.ClassCount::accepted)
                .containsExactly(8, 3, 1);
        assertThat(report.classes().get(0).threshold()).isEqualTo(.91f);
    }

    @Test
    void shouldTakeTheMedianOfTheAcceptedCountsAsTarget() {
        // Given 4, 2 and 1 accepted samples and a class without any
        int[] labels = {0, 0, 0, 0, 1, 1, 2};
        float[] confidences = {.9f, .9f, .9f, .9f, .9f, .9f, .9f};

        // When
        Selection selection = new MostConfident(new ClassTarget(ClassTarget.AUTO, true))
                .select(Candidate.confidences(4, labels, confidences));

        // Then
        assertThat(selection.report().target()).isEqualTo(2);
        assertThat(selection.copies()).containsExactly(1, 1, 1, 1, 2);
        assertThat(selection.report().classes().get(3).total()).isZero();
    }

    @Test
    void shouldNotRepeatScarceClassesUnlessAsked() {
        // Given
        int[] labels = {0, 0, 0, 1};
        float[] confidences = {.9f, .8f, .7f, .6f};

        // When
        Selection selection =
                new MostConfident(new ClassTarget(3, false)).select(Candidate.confidences(2, labels, confidences));

        // Then
        assertThat(selection.copies()).containsExactly(1, 1, 1, 1);
    }

    @Test
    void shouldSelectNothingWhenNothingIsConfident() {
        // Given
        TeacherLabels candidates = Candidate.confidences(2, new int[] {0, 1}, new float[] {.5f, Float.NaN})
                .atLeast(.9);

        // When
        Selection selection = new MostConfident(new ClassTarget(ClassTarget.AUTO, true)).select(candidates);

        // Then
        assertThat(selection.indices()).isEmpty();
        assertThat(selection.report().total()).isZero();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void shouldGiveEveryNonEmptyClassTheTargetAndPreferTheConfident(long seed) {
        // Given
        Random random = new Random(seed);
        int classes = 2 + random.nextInt(6);
        int[] labels = random.ints(1 + random.nextInt(500), 0, classes).toArray();
        float[] confidences = new float[labels.length];
        for (int i = 0; i < confidences.length; i++) {
            confidences[i] = random.nextInt(20) / 20f;
        }
        ClassTarget target = new ClassTarget(random.nextInt(60), true);

        // When
        Selection selection = new MostConfident(target)
                .select(Candidate.confidences(classes, labels, confidences).atLeast(.4));

        // Then
        int[] copiesOf = new int[labels.length];
        for (int i = 0; i < selection.indices().length; i++) {
            copiesOf[selection.indices()[i]] = selection.copies()[i];
        }
        for (int c = 0; c < classes; c++) {
            int label = c;
            int[] accepted = IntStream.range(0, labels.length)
                    .filter(i -> labels[i] == label && confidences[i] >= 0.4)
                    .toArray();
            int total = IntStream.of(accepted).map(i -> copiesOf[i]).sum();
            assertThat(total)
                    .isEqualTo(accepted.length == 0 ? 0 : selection.report().target());
            for (int i : accepted) {
                for (int j : accepted) {
                    if (confidences[i] > confidences[j]) {
                        assertThat(copiesOf[i]).isGreaterThanOrEqualTo(copiesOf[j]);
                    }
                }
            }
        }
        assertThat(Arrays.stream(selection.copies()).allMatch(copies -> copies > 0))
                .isTrue();
    }
}
