package io.noisystudent.learning.optimizer;

import io.noisystudent.learning.module.Parameter;
import io.noisystudent.learning.torch.Compute;
import io.noisystudent.learning.torch.HostMemory;
import io.noisystudent.learning.torch.NativeScope;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class AdamWTest {
    private static final double RATE = 0.1;
    private static final double DECAY = 0.2;

    /** The recurrence of the paper's algorithm 2, in double; a bias does not decay. */
    @Test
    void shouldFollowTheRecurrenceAndSpareBiases() {
        NativeScope.run(() -> {
            // Given
            Tensor weight = Compute.cpu().copyOf(new float[] {2}, 1).set_requires_grad(true);
            Tensor bias = Compute.cpu().copyOf(new float[] {2}, 1).set_requires_grad(true);
            double[] gradients = {.5, .5, -.2, 3};
            double w = 2;
            double b = 2;
            double mean = 0;
            double square = 0;
            List<Parameter> parameters =
                    List.of(new Parameter("weight", weight, true), new Parameter("bias", bias, false));
            try (AdamW optimizer = new AdamW(Compute.cpu(), parameters, .9, DECAY)) {
                for (int step = 0; step < gradients.length; step++) {
                    // When
                    weight.add(bias).mul(new Scalar(gradients[step])).sum().backward();
                    optimizer.step(RATE);

                    // Then
                    mean = .9 * mean + .1 * gradients[step];
                    square = .999 * square + .001 * gradients[step] * gradients[step];
                    double unbiasedMean = mean / (1 - Math.pow(.9, step + 1));
                    double unbiasedSquare = square / (1 - Math.pow(.999, step + 1));
                    double move = RATE * unbiasedMean / (Math.sqrt(unbiasedSquare) + 1e-8);
                    w = w - RATE * DECAY * w - move;
                    b -= move;
                    assertThat((double) HostMemory.floats(weight)[0]).isCloseTo(w, within(1e-6));
                    assertThat((double) HostMemory.floats(bias)[0]).isCloseTo(b, within(1e-6));
                }
            }
        });
    }

    /** Whatever the gradient's size, the first step is as long as the rate. */
    @Test
    void shouldStepByTheRateFirst() {
        NativeScope.run(() -> {
            Tensor value = Compute.cpu().copyOf(new float[] {1, 1, 1}, 3).set_requires_grad(true);
            try (AdamW optimizer = new AdamW(Compute.cpu(), List.of(new Parameter("weight", value, true)), .9, 0)) {
                value.mul(Compute.cpu().copyOf(new float[] {1e-3f, -7, 100}, 3))
                        .sum()
                        .backward();
                optimizer.step(RATE);
                assertThat(HostMemory.floats(value)).containsExactly(new float[] {.9f, 1.1f, .9f}, within(1e-5f));
            }
        });
    }

    /** As PyTorch, which counts the steps of each parameter: its first step too is as long as the rate. */
    @Test
    void shouldStepByTheRateFirstWhereAGradientComesLate() {
        NativeScope.run(() -> {
            // Given
            Tensor early = Compute.cpu().copyOf(new float[] {1}, 1).set_requires_grad(true);
            Tensor late = Compute.cpu().copyOf(new float[] {1}, 1).set_requires_grad(true);
            List<Parameter> parameters =
                    List.of(new Parameter("early", early, true), new Parameter("late", late, true));
            try (AdamW optimizer = new AdamW(Compute.cpu(), parameters, .9, DECAY)) {
                for (int step = 0; step < 50; step++) {
                    early.mul(early).sum().backward();
                    optimizer.step(RATE);
                }
                assertThat(HostMemory.floats(late)).as("nothing has reached it").containsExactly(1);

                // When
                early.add(late).sum().backward();
                optimizer.step(RATE);
            }

            // Then
            double decayed = 1 - RATE * DECAY;
            assertThat((double) HostMemory.floats(late)[0]).isCloseTo(decayed - RATE, within(1e-6));
        });
    }
}
