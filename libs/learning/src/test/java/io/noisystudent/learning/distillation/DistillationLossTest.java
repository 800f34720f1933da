package io.noisystudent.learning.distillation;

import io.noisystudent.learning.module.Activations;
import io.noisystudent.learning.objective.LabeledCrossEntropy;
import io.noisystudent.learning.objective.Loss;
import io.noisystudent.learning.objective.RowKind;
import io.noisystudent.learning.torch.NativeScope;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** The vectors of the reference, and what must hold for all inputs. */
class DistillationLossTest {
    private static final double[] ZS = {1, 2, 0.5, 0.2, -0.3, 1.5};
    private static final double[] ZT = {2, 1, 0.1, 0, 0.5, 2.5};
    private static final int[] LABELS = {0, 2};
    private static final double TIGHT = 1e-9;

    @ParameterizedTest
    @CsvSource({"1, 0.243869", "2, 0.258369", "4, 0.255691", "20, 0.247348"})
    void shouldGiveTheReferenceValuesOfSoftTargets(double temperature, double expected) {
        assertThat(value(soft(temperature), ZS, ZT)).isCloseTo(expected, within(1e-6));
    }

    @Test
    void shouldGiveTheReferenceValuesOfSoftTargetsBesideLabels() {
        double hard = value(new LabeledCrossEntropy(0), ZS, ZT);

        assertThat(.1 * hard + .9 * value(soft(4), ZS, ZT)).isCloseTo(0.321497, within(1e-6));
        assertThat(.5 * hard + .5 * value(soft(4), ZS, ZT)).isCloseTo(0.584721, within(1e-6));
        assertThat(.05 * hard + .95 * value(soft(20), ZS, ZT)).as("Tf-KD self").isCloseTo(0.280668, within(1e-6));
        assertThat(.1 * hard + .9 * value(soft(20), ZS, ZT)).as("Tf-KD self").isCloseTo(0.313988, within(1e-6));
    }

    @Test
    void shouldGiveTheReferenceGradientOfSoftTargetsAndItsLimit() {
        assertThat(gradient(soft(4), ZS, ZT))
                .containsExactly(new double[] {-.201488, .162185, .039302, .112445, -.026050, -.086396}, within(1e-6));
        assertThat(gradient(soft(1e5), ZS, ZT))
                .containsExactly(new double[] {-.188889, .144444, .044444, .122222, -.044444, -.077778}, within(1e-5));
    }

    @Test
    void shouldGiveTheReferenceValuesOfDecoupledDistillation() {
        assertThat(value(decoupled(4, 1, 8), ZS, ZT)).isCloseTo(0.885474, within(1e-6));
        assertThat(value(decoupled(1, 1, 1), ZS, ZT)).isCloseTo(0.305265, within(1e-6));
    }

    /** KL = TCKD + (1 - p_y) NCKD, row by row. */
    @Test
    void shouldDecoupleWhatSoftTargetsAdd() {
        for (int row = 0; row < 2; row++) {
            double[] student = {ZS[3 * row], ZS[3 * row + 1], ZS[3 * row + 2]};
            double[] teacher = {ZT[3 * row], ZT[3 * row + 1], ZT[3 * row + 2]};
            double others = 1
                    - Math.exp(teacher[LABELS[row]])
                            / DoubleStream.of(teacher).map(Math::exp).sum();
            double whole = value(decoupled(1, 1, others), student, teacher, LABELS[row]);

            assertThat(whole).isCloseTo(value(soft(1), student, teacher, LABELS[row]), within(TIGHT));
        }
    }

    @Test
    void shouldTakeTheTeachersBestClassOfRowsWithoutLabel() {
        // The teacher's best classes are the labels, 0 and 2.
        assertThat(value(decoupled(4, 1, 8), ZS, ZT, new int[0])).isEqualTo(value(decoupled(4, 1, 8), ZS, ZT, LABELS));
        assertThat(value(decoupled(4, 1, 8), ZS, ZT, 1, 1)).isNotEqualTo(value(decoupled(4, 1, 8), ZS, ZT, LABELS));
    }

    @Test
    void shouldGiveTheReferenceValuesOfLogitMatching() {
        assertThat(value(new LogitMatching(false, RowKind.ALL), ZS, ZT)).isCloseTo(0.64, within(1e-6));
        assertThat(value(new LogitMatching(true, RowKind.ALL), ZS, ZT)).isCloseTo(0.488889, within(1e-6));
    }

    @Test
    void shouldGiveTheReferenceValuesOfTheVirtualTeacher() {
        double hard = value(new LabeledCrossEntropy(0), ZS, ZT);

        assertThat(.05 * hard + .95 * value(new VirtualTeacher(40, .99, false), ZS, ZT))
                .isCloseTo(0.278409, within(1e-6));
        assertThat(.9 * hard + .1 * value(new VirtualTeacher(20, .99, false), ZS, ZT))
                .isCloseTo(0.846534, within(1e-6));
    }

    @Test
    void shouldGiveTheReferenceValuesOfFeatures() {
        double[] rs = {0, 0, 1, 0, 0, 2};
        double[] rt = {0, 0, 2, 0, 1, 1};
        double[] maps = {1, 2, 0, 1, 0, 1, 2, 1};
        double[] ofTeacher = {2, 0, 1, 1, 0, 0, 1, 3};

        assertThat(compared(
                        new SimilarityPreserving(one(), false),
                        new double[] {1, 2, 0, 1},
                        new double[] {.5, 2.5, 1, 0},
                        2,
                        2))
                .isCloseTo(0.122887, within(1e-6));
        assertThat(compared(new SimilarityPreserving(one(), false), plus(rs, 1), plus(rt, 1), 3, 2))
                .isCloseTo(0.014535, within(1e-6));
        assertThat(compared(new AttentionTransfer(one(), true), maps, ofTeacher, 1, 2, 2, 2))
                .isCloseTo(0.284647, within(1e-6));
        assertThat(compared(new AttentionTransfer(one(), false), maps, ofTeacher, 1, 2, 2, 2))
                .isCloseTo(1.067047, within(1e-6));
        assertThat(compared(new RelationalDistance(one(), Difference.HUBER), rs, rt, 3, 2))
                .isCloseTo(0.075764, within(1e-6));
        assertThat(compared(new RelationalAngle(one()), rs, rt, 3, 2)).isCloseTo(0.050650, within(1e-6));
    }

    static Stream<Loss> ofLogits() {
        return Stream.of(
                soft(4),
                new SoftTargets(2, true, RowKind.ALL),
                decoupled(4, 1, 8),
                new LogitMatching(true, RowKind.ALL));
    }

    static Stream<Loss> ofValues() {
        return Stream.of(
                new AttentionTransfer(one(), true),
                new AttentionTransfer(one(), false),
                new SimilarityPreserving(one(), false),
                new SimilarityPreserving(one(), true),
                new RelationalDistance(one(), Difference.HUBER),
                new RelationalDistance(one(), Difference.L1),
                new RelationalDistance(one(), Difference.SQUARED),
                new RelationalAngle(one()));
    }

    @ParameterizedTest
    @MethodSource("ofLogits")
    void shouldBeZeroForTheTeachersLogitsAndBlindToWhatIsAddedToARow(Loss loss) {
        double[] moved = ZS.clone();
        for (int k = 0; k < 3; k++) {
            moved[k] += 7;
        }

        assertThat(value(loss, ZT, ZT)).isCloseTo(0, within(TIGHT));
        assertThat(value(loss, ZS, ZT)).isGreaterThan(.01);
        assertThat(value(loss, moved, ZT)).isCloseTo(value(loss, ZS, ZT), within(TIGHT));
    }

    @Test
    void shouldSeeWhatIsAddedToARowWhereLogitsAreNotCentered() {
        LogitMatching loss = new LogitMatching(false, RowKind.ALL);

        assertThat(value(loss, ZT, ZT)).isZero();
        assertThat(value(loss, plus(ZS, 1), ZT)).isNotCloseTo(value(loss, ZS, ZT), within(.1));
        VirtualTeacher virtual = new VirtualTeacher(20, .99, true);
        assertThat(value(virtual, plus(ZS, 1), ZT)).isCloseTo(value(virtual, ZS, ZT), within(1e-6));
    }

    @ParameterizedTest
    @MethodSource("ofValues")
    void shouldBeZeroForTheTeachersValues(Loss loss) {
        double[] values = random(4 * 8, 1);

        assertThat(compared(loss, values, values, 4, 2, 2, 2)).isCloseTo(0, within(TIGHT));
        assertThat(compared(loss, random(4 * 8, 2), values, 4, 2, 2, 2)).isGreaterThan(1e-3);
    }

    @Test
    void shouldNotSeeHowStrongFeaturesAre() {
        double[] values = random(4 * 8, 1);
        double[] teacher = random(4 * 8, 2);
        double[] oneRow = values.clone();
        for (int i = 0; i < 8; i++) {
            oneRow[i] *= 3;
        }
        double[] allRows = DoubleStream.of(values).map(v -> 3 * v).toArray();

        for (Loss loss : List.of(new AttentionTransfer(one(), true), new SimilarityPreserving(one(), true))) {
            assertSame(loss, oneRow, values, teacher);
        }
        ofValues().forEach(loss -> assertSame(loss, allRows, values, teacher));
    }

    @Test
    void shouldSeeRelationsAlone() {
        // Given the student's rows moved, and turned in two of their axes
        double[] values = random(4 * 8, 1);
        double[] teacher = random(4 * 8, 2);
        double[] turned = plus(values, 5);
        for (int row = 0; row < 4; row++) {
            double x = values[8 * row];
            double y = values[8 * row + 3];
            turned[8 * row] = .6 * x - .8 * y - 2;
            turned[8 * row + 3] = .8 * x + .6 * y;
        }

        // Then
        assertSame(new RelationalDistance(one(), Difference.HUBER), turned, values, teacher);
        assertSame(new RelationalAngle(one()), turned, values, teacher);
    }

    @ParameterizedTest
    @MethodSource("ofValues")
    void shouldTakeTheMeanOverTheTeachers(Loss loss) {
        double[] values = random(4 * 8, 1);
        double[] first = random(4 * 8, 2);
        double[] second = random(4 * 8, 3);
        double both = NativeScope.call(() -> {
            Tensor logits = Steps.doubles(new double[4], 4, 1);
            List<Activations> teachers = Stream.of(first, second)
                    .map(value -> List.of(Steps.doubles(value, 4, 2, 2, 2)))
                    .map(value -> new Activations(logits, Steps.named(value)))
                    .toList();
            Activations student = new Activations(logits, Steps.named(List.of(Steps.doubles(values, 4, 2, 2, 2))));
            return loss.of(Steps.of(student, teachers, new int[0], new double[] {1, 1, 1, 1}))
                    .item_double();
        });

        assertThat(both)
                .isCloseTo(
                        (compared(loss, values, first, 4, 2, 2, 2) + compared(loss, values, second, 4, 2, 2, 2)) / 2,
                        within(TIGHT));
    }

    /** Dead features and images that were drawn twice have no direction; a single row has no relations. */
    @ParameterizedTest
    @MethodSource("ofValues")
    void shouldHaveFiniteGradientsWithoutDirections(Loss loss) {
        NativeScope.run(() -> {
            for (int rows : new int[] {1, 3}) {
                Tensor student =
                        Steps.doubles(new double[rows * 8], rows, 2, 2, 2).set_requires_grad(true);
                Tensor teacher = Steps.doubles(random(rows * 8, 2), rows, 2, 2, 2);

                Tensor value = loss.of(Steps.ofValues(List.of(student), List.of(teacher)));
                value.backward();

                assertThat(value.item_double()).isFinite();
                assertThat(DoubleStream.of(Steps.values(student.grad())).allMatch(gradient -> Math.abs(gradient) < 1e7))
                        .isTrue();
            }
        });
    }

    /** Rows of equal logits have no deviation, by which they could be divided. */
    @Test
    void shouldNotMoveRowsThatCannotBeStandardized() {
        // Given
        Loss loss = new SoftTargets(2, true, RowKind.ALL);
        double[] student = {.1, .1, .1, .2, -.3, 1.5};
        double[] usual = {1, 2, .5, .2, -.3, 1.5};

        // Then
        double[] gradient = gradient(loss, student, ZT);
        assertThat(Arrays.copyOf(gradient, 3)).containsOnly(0);
        assertThat(Arrays.copyOfRange(gradient, 3, 6))
                .isEqualTo(Arrays.copyOfRange(gradient(loss, usual, ZT), 3, 6))
                .doesNotContain(0);
        assertThat(value(loss, student, ZT)).isFinite();
    }

    @Test
    void shouldMakeAVirtualTeacherOfAnyConfidence() {
        // Given softmax(z) = (1/2, 1/4, 1/4), and a teacher less sure than uniform smoothing could make it
        double[] logits = {Math.log(2), 0, 0};

        // When
        double loss = value(new VirtualTeacher(1, .4, true), logits, logits, 0);

        // Then
        assertThat(loss).isCloseTo(.4 * Math.log(.8) + .6 * Math.log(1.2), within(1e-6));
    }

    private static void assertSame(Loss loss, double[] other, double[] values, double[] teacher) {
        assertThat(compared(loss, other, teacher, 4, 2, 2, 2))
                .as(loss.toString())
                .isCloseTo(compared(loss, values, teacher, 4, 2, 2, 2), within(1e-9));
    }

    private static SoftTargets soft(double temperature) {
        return new SoftTargets(temperature, false, RowKind.ALL);
    }

    private static DecoupledDistillation decoupled(double temperature, double alpha, double beta) {
        return new DecoupledDistillation(temperature, alpha, beta, RowKind.ALL);
    }

    private static ValuePairs one() {
        return Steps.pairs(1, RowKind.ALL);
    }

    private static double value(Loss loss, double[] student, double[] teacher) {
        return value(loss, student, teacher, LABELS);
    }

    private static double value(Loss loss, double[] student, double[] teacher, int... labels) {
        int rows = student.length / 3;
        return NativeScope.call(
                () -> loss.of(Steps.of(Steps.doubles(student, rows, 3), Steps.doubles(teacher, rows, 3), labels))
                        .item_double());
    }

    private static double[] gradient(Loss loss, double[] student, double[] teacher) {
        return NativeScope.call(() -> {
            Tensor leaf = Steps.doubles(student, 2, 3).set_requires_grad(true);
            loss.of(Steps.of(leaf, Steps.doubles(teacher, 2, 3), LABELS)).backward();
            return Steps.values(leaf.grad());
        });
    }

    private static double compared(Loss loss, double[] student, double[] teacher, long... shape) {
        return NativeScope.call(() -> loss.of(
                        Steps.ofValues(List.of(Steps.doubles(student, shape)), List.of(Steps.doubles(teacher, shape))))
                .item_double());
    }

    private static double[] plus(double[] values, double added) {
        return DoubleStream.of(values).map(value -> value + added).toArray();
    }

    private static double[] random(int count, long seed) {
        Random random = new Random(seed);
        return random.doubles(count, .1, 2).toArray();
    }
}
