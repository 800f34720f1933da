package io.noisystudent.learning.objective;

import io.noisystudent.learning.torch.NativeScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class FairnessTest {
    private static final double[] LOGITS = {2, 0, 0, 0, 1, .5};
    private static final Fairness TERM =
            Fairness.of(new double[] {.343333, .343333, .313333}, new double[] {.366667, .333333, .3});

    @Test
    void shouldGiveTheReferenceValue() {
        assertThat(TERM.expected()).containsExactly(new float[] {.311001f, .342101f, .346898f}, within(1e-6f));
        assertThat(value(LOGITS)).isCloseTo(-10.062341, within(1e-5));
    }

    /** No row goes to the third class, so that its logits count only through the normalization of the others. */
    @Test
    void shouldHaveTheGradientOfFiniteDifferences() {
        // When
        double[] gradient = NativeScope.call(() -> {
            Tensor leaf = Doubles.tensor(LOGITS, 2).set_requires_grad(true);
            TERM.of(Contexts.of(leaf)).backward();
            return Doubles.values(leaf.grad());
        });

        // Then
        for (int i = 0; i < LOGITS.length; i++) {
            double step = 1e-5;
            double[] above = LOGITS.clone();
            double[] below = LOGITS.clone();
            above[i] += step;
            below[i] -= step;
            assertThat(gradient[i]).isCloseTo((value(above) - value(below)) / (2 * step), within(1e-6));
        }
        assertThat(gradient).doesNotContain(0);
    }

    @Test
    void shouldLookAtThePseudoLabeledRowsAlone() {
        NativeScope.run(() -> {
            // Given one labeled row before the two
            Tensor logits = Doubles.tensor(new double[] {1, 2, 3, 2, 0, 0, 0, 1, .5}, 3);

            // When / Then
            assertThat(TERM.of(Contexts.of(logits, new int[] {0}, new float[0])).item_double())
                    .isCloseTo(-10.062341, within(1e-5));
        });
    }

    private static double value(double[] logits) {
        return NativeScope.call(
                () -> TERM.of(Contexts.of(Doubles.tensor(logits, 2))).item_double());
    }
}
