package io.noisystudent.learning.objective;

import io.noisystudent.learning.torch.NativeScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class LossTest {
    private static final double[] ZS = {1, 2, 0.5, 0.2, -0.3, 1.5};
    private static final double[] ZT = {2, 1, 0.1, 0, 0.5, 2.5};
    private static final double[] ZC = {0.5, 0.5, 0, -1, 0, 1};
    private static final int[] LABELS = {0, 2};

    @Test
    void shouldGiveTheReferenceValueOfHardCrossEntropy() {
        assertThat(loss(ZS, smoothed(0))).isCloseTo(0.913752, within(5e-7));
        assertThat(loss(ZT, smoothed(0))).isCloseTo(0.306882, within(5e-7));
    }

    @Test
    void shouldGiveTheReferenceValueOfLabelSmoothing() {
        assertThat(loss(ZS, smoothed(0.1))).isCloseTo(0.957085, within(5e-7));
    }

    @Test
    void shouldGiveTheReferenceValueOfSoftCrossEntropy() {
        assertThat(loss(ZS, softmax(ZT))).isCloseTo(0.961053, within(5e-7));
        assertThat(loss(ZT, softmax(ZC))).isCloseTo(1.077036, within(5e-7));
    }

    @Test
    void shouldWeighThePseudoLabeledRowsByTheRatio() {
        NativeScope.run(() -> {
            // Given two labeled rows zs and two pseudo-labeled rows zt, labeled by zc
            Tensor logits = Doubles.tensor(concat(ZS, ZT), 4);
            Tensor targets = Doubles.tensor(concat(smoothed(0.1), softmax(ZC)), 4);

            // When
            double total = new NoisyStudentLoss(2, 5).of(logits, targets).item_double();

            // Then
            assertThat(total).isCloseTo(6.342267, within(2e-6));
        });
    }

    @Test
    void shouldTakeOnlyOneKindOfRows() {
        NativeScope.run(() -> {
            // Given two rows zt, labeled by zc
            Tensor logits = Doubles.tensor(ZT, 2);
            Tensor targets = Doubles.tensor(softmax(ZC), 2);

            // When
            double pseudoLabeled =
                    new NoisyStudentLoss(0, 5).of(logits, targets).item_double();
            double labeled = new NoisyStudentLoss(2, 5).of(logits, targets).item_double();

            // Then
            assertThat(pseudoLabeled).isCloseTo(5 * 1.077036, within(5e-6));
            assertThat(labeled).isCloseTo(1.077036, within(5e-7));
        });
    }

    @Test
    void shouldHaveTheGradientOfFiniteDifferences() {
        // Given
        double[] logits = concat(ZS, ZT);
        double[] targets = concat(smoothed(0.1), softmax(ZC));
        NoisyStudentLoss loss = new NoisyStudentLoss(2, 5);

        // When
        double[] gradient = NativeScope.call(() -> {
            Tensor leaf = Doubles.tensor(logits, 4).set_requires_grad(true);
            loss.of(leaf, Doubles.tensor(targets, 4)).backward();
            return Doubles.values(leaf.grad());
        });

        // Then
        double h = 1e-5;
        for (int i = 0; i < logits.length; i++) {
            double[] up = logits.clone();
            double[] down = logits.clone();
            up[i] += h;
            down[i] -= h;
            double numeric = NativeScope.call(() -> loss.of(Doubles.tensor(up, 4), Doubles.tensor(targets, 4))
                                    .item_double()
                            - loss.of(Doubles.tensor(down, 4), Doubles.tensor(targets, 4))
                                    .item_double())
                    / (2 * h);
            assertThat(gradient[i]).isCloseTo(numeric, within(1e-6));
        }
    }

    @Test
    void shouldSharpenAndFlattenDistributions() {
        // Given
        float[] row = {.7f, .2f, .1f};
        float[] unchanged = row.clone();

        // When
        Targets.temper(0.5, row);
        Targets.temper(1, unchanged);

        // Then
        assertThat(row).containsExactly(new float[] {.907407f, .074074f, .018519f}, within(1e-6f));
        assertThat(unchanged).containsExactly(.7f, .2f, .1f);
    }

    private static double loss(double[] logits, double[] targets) {
        return NativeScope.call(() -> CrossEntropy.of(Doubles.tensor(logits, 2), Doubles.tensor(targets, 2))
                .item_double());
    }

    private static double[] smoothed(double smoothing) {
        float[] first = new float[3];
        float[] second = new float[3];
        Targets.smoothed(LABELS[0], smoothing, first);
        Targets.smoothed(LABELS[1], smoothing, second);
        return new double[] {first[0], first[1], first[2], second[0], second[1], second[2]};
    }

    private static double[] softmax(double[] logits) {
        double[] result = new double[logits.length];
        for (int row = 0; row < logits.length; row += 3) {
            double sum = Math.exp(logits[row]) + Math.exp(logits[row + 1]) + Math.exp(logits[row + 2]);
            for (int k = row; k < row + 3; k++) {
                result[k] = Math.exp(logits[k]) / sum;
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
