package io.noisystudent.learning.optimizer;

import io.noisystudent.learning.optimizer.LossScaler.State;
import io.noisystudent.learning.torch.Compute;
import io.noisystudent.learning.torch.HostMemory;
import io.noisystudent.learning.torch.NativeScope;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class LossScalerTest {
    private static final Compute COMPUTE = Compute.cpu();

    @Test
    void shouldScaleLossesAndUnscaleGradients() {
        LossScaler scaler = new LossScaler(COMPUTE, State.INITIAL);

        NativeScope.run(() -> {
            Tensor loss = COMPUTE.copyOf(new float[] {0.75f}, 1);
            Tensor first = COMPUTE.copyOf(new float[] {65536, -3 * 65536f}, 2);
            Tensor second = COMPUTE.copyOf(new float[] {0, 1, 2, 3}, 2, 2);

            assertThat(HostMemory.floats(scaler.scaled(loss))).containsExactly(0.75f * 65536);
            assertThat(scaler.unscale(List.of(first, second))).isTrue();
            assertThat(HostMemory.floats(first)).containsExactly(1, -3);
            assertThat(HostMemory.floats(second)).containsExactly(0, 1 / 65536f, 2 / 65536f, 3 / 65536f);
        });
        assertThat(scaler.state()).isEqualTo(new State(65536, 1, 0));
    }

    @Test
    void shouldSkipStepsWhoseGradientsOverflow() {
        LossScaler scaler = new LossScaler(COMPUTE, new State(1024, 7, 1));

        for (float overflow : new float[] {Float.POSITIVE_INFINITY, Float.NaN}) {
            NativeScope.run(() -> assertThat(scaler.unscale(
                            List.of(COMPUTE.copyOf(new float[] {1}, 1), COMPUTE.copyOf(new float[] {2, overflow}, 2))))
                    .isFalse());
        }

        assertThat(scaler.state()).isEqualTo(new State(256, 0, 3));
    }

    /** As {@code torch.amp.GradScaler} does with its defaults. */
    @Test
    void shouldGrowAfterTwoThousandFiniteStepsInARow() {
        State state = State.INITIAL;
        for (int i = 0; i < 1999; i++) {
            state = state.after(true);
        }

        assertThat(state).isEqualTo(new State(65536, 1999, 0));
        assertThat(state.after(true)).isEqualTo(new State(131072, 0, 0));
        assertThat(state.after(false)).isEqualTo(new State(32768, 0, 1));
        assertThat(new State(0x1p127, 1999, 0).after(true))
                .as("the largest float32")
                .isEqualTo(new State(0x1p127, 0, 0));
    }
}
