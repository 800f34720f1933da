package io.noisystudent.learning.selection;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class PseudoLabelSelectionTest {
    private static final float[] A = {.99f, .97f, .95f, .93f, .91f, .90f, .62f, .40f};
    private static final float[] B = {.80f, .55f, .31f};
    private static final float[] C = {.95f, .29f, .20f};

    /** Target 5, floor 0.3: the five best of A once; all of B as 2, 2, 1; the only one of C five times. */
    @Test
    void shouldBalanceAsTheReferenceVectorSays() {
        // Given
        int[] labels = IntStream.concat(
                        IntStream.concat(
                                IntStream.generate(() -> 0).limit(8),
                                IntStream.generate(() -> 1).limit(3)),
                        IntStream.generate(() -> 2).limit(3))
                .toArray();
        float[] confidences = new float[labels.length];
        System.arraycopy(A, 0, confidences, 0, 8);
        System.arraycopy(B, 0, confidences, 8, 3);
        System.arraycopy(C, 0, confidences, 11, 3);

        // When
        Selection selection =
                new PseudoLabelSelection(new SelectionPolicy(0.3, 5, true)).select(3, labels, confidences);

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
        Selection selection = new PseudoLabelSelection(new SelectionPolicy(0.5, SelectionPolicy.AUTO, true))
                .select(4, labels, confidences);

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
                new PseudoLabelSelection(new SelectionPolicy(0.5, 3, false)).select(2, labels, confidences);

        // Then
        assertThat(selection.copies()).containsExactly(1, 1, 1, 1);
    }

    @Test
    void shouldSelectNothingWhenNothingIsConfident() {
        // Given
        SelectionPolicy policy = new SelectionPolicy(0.9, SelectionPolicy.AUTO, true);

        // When
        Selection selection =
                new PseudoLabelSelection(policy).select(2, new int[] {0, 1}, new float[] {.5f, Float.NaN});

        // Then
        assertThat(selection.indices()).isEmpty();
        assertThat(selection.report().total()).isZero();
    }

    @Test
    void shouldRefuseArraysOfDifferentLength() {
        PseudoLabelSelection selection = new PseudoLabelSelection(new SelectionPolicy(0, 1, true));

        assertThatThrownBy(() -> selection.select(2, new int[2], new float[3]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("2 labels but 3 confidences");
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
        SelectionPolicy policy = new SelectionPolicy(0.4, random.nextInt(60), true);

        // When
        Selection selection = new PseudoLabelSelection(policy).select(classes, labels, confidences);

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
