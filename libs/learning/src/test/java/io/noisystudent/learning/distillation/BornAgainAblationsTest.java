package io.noisystudent.learning.distillation;

import io.noisystudent.learning.module.Activations;
import io.noisystudent.learning.objective.LabeledCrossEntropy;
import io.noisystudent.learning.objective.Loss;
import io.noisystudent.learning.objective.LossContext;
import io.noisystudent.learning.objective.RowKind;
import io.noisystudent.learning.objective.RowSeeds;
import io.noisystudent.learning.torch.NativeScope;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** What must hold of CWTM and DKPP for all inputs, and the reference's value of the first. */
class BornAgainAblationsTest {
    private static final double[] ZS = {1, 2, 0.5, 0.2, -0.3, 1.5};
    private static final double[] ZT = {2, 1, 0.1, 0, 0.5, 2.5};
    private static final double TIGHT = 1e-9;
    private static final Loss WEIGHTED = new ConfidenceWeighted(new LabeledCrossEntropy(0));
    private static final RowSeeds SEEDS = (term, row) -> 31L * term + row;

    @Test
    void shouldGiveTheReferenceValueOfConfidenceWeighting() {
        assertThat(value(WEIGHTED, ZS, ZT, 0, 2)).isCloseTo(0.853347, within(1e-6));
    }

    @Test
    void shouldBeTheMeanCrossEntropyForATeacherThatIsAsSureOfAllRows() {
        // Given one that is wrong about the second row
        double[] equal = {2, 1, 0.1, 1, 2, 0.1};

        // Then
        double mean = value(new LabeledCrossEntropy(0), ZS, ZT, 0, 2);
        assertThat(value(WEIGHTED, ZS, equal, 0, 2)).isCloseTo(mean, within(1e-6));
        assertThat(value(WEIGHTED, ZS, ZT, 0, 2)).isNotCloseTo(mean, within(1e-3));
    }

    @Test
    void shouldWeighLabeledRowsAlone() {
        assertThat(value(WEIGHTED, ZS, ZT, 0))
                .isCloseTo(value(WEIGHTED, Arrays.copyOf(ZS, 3), Arrays.copyOf(ZT, 3), 0), within(TIGHT));
    }

    @Test
    void shouldNotSeeWhatIsAddedToARow() {
        double[] moved = {8, 9, 7.5, 7.2, 6.7, 8.5};

        for (Loss loss : List.of(WEIGHTED, permuted(1), permuted(4))) {
            assertThat(value(loss, moved, ZT, 0, 2)).isCloseTo(value(loss, ZS, ZT, 0, 2), within(1e-6));
        }
    }

    @Test
    void shouldBeSoftTargetsOfTwoClasses() {
        Loss soft = new SoftTargets(3, false, RowKind.ALL);

        assertThat(ofOneRow(permuted(3), SEEDS, new double[] {1, -1}, new double[] {2, 1}))
                .isCloseTo(ofOneRow(soft, SEEDS, new double[] {1, -1}, new double[] {2, 1}), within(TIGHT));
    }

    /** The student that agrees with one permutation of the others: then the loss is 0, with any other it is not. */
    @Test
    void shouldDrawEveryPermutationOfTheOtherClassesAlike() {
        // Given the teacher's best class in the middle
        double[] teacher = {1, 2, 5, 3};
        int[][] places = {{0, 1, 3}, {0, 3, 1}, {1, 0, 3}, {1, 3, 0}, {3, 0, 1}, {3, 1, 0}};
        Map<String, Integer> drawn = new TreeMap<>();

        // When
        for (long seed = 0; seed < 600; seed++) {
            long own = seed;
            for (int[] place : places) {
                double[] student = {teacher[place[0]], teacher[place[1]], 5, teacher[place[2]]};
                if (ofOneRow(permuted(1), (term, row) -> own, student, teacher) < TIGHT) {
                    drawn.merge(Arrays.toString(place), 1, Integer::sum);
                }
            }
        }

        // Then about 100 times each, with a standard deviation of 9
        assertThat(drawn).hasSize(6);
        assertThat(drawn.values()).allMatch(times -> times > 60 && times < 140);
        assertThat(drawn.values().stream().mapToInt(Integer::intValue).sum()).isEqualTo(600);
    }

    @Test
    void shouldPermuteByTermAndRowAlone() {
        double[] teacher = {1, 2, 9, 3, 4, 0, 6, 7};
        double[] student = {1, 0, 0, 0, 0, 0, 0, 2};
        double once = ofOneRow(permuted(1), SEEDS, student, teacher);

        assertThat(ofOneRow(permuted(1), SEEDS, student, teacher)).isEqualTo(once);
        assertThat(ofOneRow(permuted(1), (term, row) -> 77, student, teacher)).isNotEqualTo(once);
    }

    /** An unlabeled row has the number that it has in the batch, wherever the term begins. */
    @Test
    void shouldPermuteUnlabeledRowsAsAmongAllRows() {
        double[] labeledRowAgrees = {9, 9, 9, 9, 1, 0, 0, 2};
        double[] teacher = {9, 9, 9, 9, 1, 2, 9, 3};

        double ofAll = NativeScope.call(() -> new PermutedPredictions(1, RowKind.ALL)
                .of(Steps.of(Steps.doubles(labeledRowAgrees, 2, 4), Steps.doubles(teacher, 2, 4), 0))
                .item_double());
        double ofUnlabeled = NativeScope.call(() -> new PermutedPredictions(1, RowKind.PSEUDO_LABELED)
                .of(Steps.of(Steps.doubles(labeledRowAgrees, 2, 4), Steps.doubles(teacher, 2, 4), 0))
                .item_double());

        assertThat(ofAll).isCloseTo(ofUnlabeled / 2, within(TIGHT));
    }

    @ParameterizedTest
    @CsvSource({"0, 9", "1, 9", "5, 3"})
    void shouldDrawNumbersOnce(int size, long seed) {
        int[] permutation = PermutedPredictions.permutation(size, new SplittableRandom(seed));

        assertThat(Arrays.stream(permutation).sorted()).hasSize(size).allMatch(place -> place >= 0 && place < size);
        assertThat(Arrays.stream(permutation).distinct()).hasSize(size);
    }

    private static Loss permuted(double temperature) {
        return new PermutedPredictions(temperature, RowKind.ALL);
    }

    private static double ofOneRow(Loss loss, RowSeeds seeds, double[] student, double[] teacher) {
        return NativeScope.call(() -> {
            Tensor taught = Steps.doubles(teacher, 1, teacher.length);
            LossContext context = Steps.of(Steps.doubles(student, 1, student.length), taught);
            return loss.of(new LossContext(
                            context.compute(),
                            context.student(),
                            List.of(new Activations(taught, Map.of())),
                            List.of(),
                            context.targets(),
                            seeds,
                            0,
                            0))
                    .item_double();
        });
    }

    private static double value(Loss loss, double[] student, double[] teacher, int... labels) {
        int rows = student.length / 3;
        return NativeScope.call(
                () -> loss.of(Steps.of(Steps.doubles(student, rows, 3), Steps.doubles(teacher, rows, 3), labels))
                        .item_double());
    }
}
