package io.noisystudent.learning.objective;

import io.noisystudent.learning.torch.Compute;
import io.noisystudent.learning.torch.HostMemory;
import io.noisystudent.learning.torch.NativeScope;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class LossTest {
    private static final double[] ZS = {1, 2, 0.5, 0.2, -0.3, 1.5};
    private static final double[] ZT = {2, 1, 0.1, 0, 0.5, 2.5};
    private static final double[] ZC = {0.5, 0.5, 0, -1, 0, 1};
    private static final int[] LABELS = {0, 2};
    private static final StoredLabelCrossEntropy STORED = new StoredLabelCrossEntropy(new PseudoTargets(true, 1, 0.1));

    @Test
    void shouldGiveTheReferenceValueOfHardCrossEntropy() {
        assertThat(labeled(ZS, 0)).isCloseTo(0.913752, within(5e-7));
        assertThat(labeled(ZT, 0)).isCloseTo(0.306882, within(5e-7));
    }

    @Test
    void shouldGiveTheReferenceValueOfLabelSmoothing() {
        assertThat(labeled(ZS, 0.1)).isCloseTo(0.957085, within(5e-7));
    }

    @Test
    void shouldLearnTheDistributionsThatPeopleGave() {
        // Given the reference values of soft and of smoothed hard cross entropy
        float[] certain = {1, 0, 0, 0, 0, 1};

        // When / Then
        assertThat(given(ZS, softmax(ZT), 0)).isCloseTo(0.961053, within(5e-7));
        assertThat(given(ZS, certain, 0.1)).isCloseTo(0.957085, within(5e-7));
        assertThat(new LabeledCrossEntropy(0.1, true).inputs()).isEqualTo(LossInputs.LABEL_TARGETS);
        assertThat(new LabeledCrossEntropy(0.1).inputs()).isEqualTo(LossInputs.NONE);
    }

    @Test
    void shouldGiveTheReferenceValueOfSoftCrossEntropy() {
        assertThat(stored(ZS, softmax(ZT))).isCloseTo(0.961053, within(5e-7));
        assertThat(stored(ZT, softmax(ZC))).isCloseTo(1.077036, within(5e-7));
    }

    @Test
    void shouldCompareWithTheMostProbableClassOfHardPseudoLabels() {
        // Given the classes 0 and 2
        float[] labels = {.6f, .3f, .1f, .2f, .2f, .6f};
        StoredLabelCrossEntropy hard = new StoredLabelCrossEntropy(new PseudoTargets(false, 1, 0.1));

        // When / Then
        assertThat(NativeScope.call(() -> hard.of(Contexts.of(Doubles.tensor(ZS, 2), new int[0], labels))
                        .item_double()))
                .isCloseTo(0.957085, within(5e-7));
    }

    @Test
    void shouldWeighThePseudoLabeledRowsByTheRatio() {
        // Given two labeled rows zs and two pseudo-labeled rows zt, labeled by zc
        double total = NativeScope.call(
                () -> objective().of(both(Doubles.tensor(concat(ZS, ZT), 4))).item_double());

        // Then
        assertThat(total).isCloseTo(6.342267, within(2e-6));
    }

    @Test
    void shouldTakeOnlyOneKindOfRows() {
        NativeScope.run(() -> {
            // When
            LossContext stored = Contexts.of(Doubles.tensor(ZT, 2), new int[0], softmax(ZC));
            double pseudoLabeled = objective().of(stored).item_double();
            LossContext given = Contexts.of(Doubles.tensor(ZS, 2), LABELS, new float[0]);
            double labeled = objective().of(given).item_double();

            // Then
            assertThat(pseudoLabeled).isCloseTo(5 * 1.077036, within(5e-6));
            assertThat(labeled).isCloseTo(0.957085, within(5e-7));
        });
    }

    @Test
    void shouldHaveTheGradientOfFiniteDifferences() {
        // Given
        double[] logits = concat(ZS, ZT);
        Objective loss = objective();

        // When
        double[] gradient = NativeScope.call(() -> {
            Tensor leaf = Doubles.tensor(logits, 4).set_requires_grad(true);
            loss.of(both(leaf)).backward();
            return Doubles.values(leaf.grad());
        });

        // Then
        double h = 1e-5;
        for (int i = 0; i < logits.length; i++) {
            double[] up = logits.clone();
            double[] down = logits.clone();
            up[i] += h;
            down[i] -= h;
            double numeric =
                    NativeScope.call(() -> loss.of(both(Doubles.tensor(up, 4))).item_double()
                                    - loss.of(both(Doubles.tensor(down, 4))).item_double())
                            / (2 * h);
            assertThat(gradient[i]).isCloseTo(numeric, within(1e-6));
        }
    }

    @Test
    void shouldCompareWithTheMeanOfTheTeachersThatAreSure() {
        // Given two teachers for two rows; they are sure of the first alone
        double[] first = {3, 0, 0, .2, 0, 0};
        double[] second = {2, 1, 0, 0, .1, 0};
        float[] mean = softmax(first);
        float[] other = softmax(second);
        for (int i = 0; i < mean.length; i++) {
            mean[i] = (mean[i] + other[i]) / 2;
        }
        OnlineLabelCrossEntropy loss = new OnlineLabelCrossEntropy(new PseudoTargets(true, 1, 0), .6);

        NativeScope.run(() -> {
            // When
            double value = loss.of(Contexts.of(
                            Doubles.tensor(ZS, 2),
                            new int[0],
                            new float[0],
                            List.of(Doubles.tensor(first, 2), Doubles.tensor(second, 2))))
                    .item_double();

            // Then the second row counts in the mean, and weighs nothing
            double alone = STORED.of(
                            Contexts.of(Doubles.tensor(new double[] {ZS[0], ZS[1], ZS[2]}, 1), new int[0], new float[] {
                                mean[0], mean[1], mean[2]
                            }))
                    .item_double();
            assertThat(value).isCloseTo(alone / 2, within(1e-6));
        });
    }

    @Test
    void shouldSharpenAndFlattenDistributions() {
        NativeScope.run(() -> {
            // Given
            Tensor row = Compute.cpu().copyOf(new float[] {.7f, .2f, .1f}, 1, 3);

            // When / Then
            assertThat(HostMemory.floats(Targets.tempered(row, 0.5)))
                    .containsExactly(new float[] {.907407f, .074074f, .018519f}, within(1e-6f));
            assertThat(HostMemory.floats(Targets.tempered(row, 1))).containsExactly(.7f, .2f, .1f);
        });
    }

    private static Objective objective() {
        return new Objective(List.of(
                new WeightedLoss("cross-entropy", 1, new LabeledCrossEntropy(0.1)),
                new WeightedLoss("pseudo-labels", 5, STORED)));
    }

    private static LossContext both(Tensor logits) {
        float[] labels = new float[12];
        System.arraycopy(softmax(ZC), 0, labels, 6, 6);
        return Contexts.of(logits, LABELS, labels);
    }

    private static double labeled(double[] logits, double smoothing) {
        return NativeScope.call(() -> new LabeledCrossEntropy(smoothing)
                .of(Contexts.of(Doubles.tensor(logits, 2), LABELS, new float[0]))
                .item_double());
    }

    private static double given(double[] logits, float[] distributions, double smoothing) {
        return NativeScope.call(() -> new LabeledCrossEntropy(smoothing, true)
                .of(Contexts.doubtful(Doubles.tensor(logits, 2), new int[] {1, 1}, distributions))
                .item_double());
    }

    private static double stored(double[] logits, float[] labels) {
        return NativeScope.call(() -> STORED.of(Contexts.of(Doubles.tensor(logits, 2), new int[0], labels))
                .item_double());
    }

    private static float[] softmax(double[] logits) {
        float[] result = new float[logits.length];
        for (int row = 0; row < logits.length; row += 3) {
            double sum = Math.exp(logits[row]) + Math.exp(logits[row + 1]) + Math.exp(logits[row + 2]);
            for (int k = row; k < row + 3; k++) {
                result[k] = (float) (Math.exp(logits[k]) / sum);
            }
        }
        return result;
    }

    private static double[] concat(double[] first, double[] second) {
        double[] both = new double[first.length + second.length];
        System.arraycopy(first, 0, both, 0, first.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }
}
