package io.noisystudent.learning.optimizer;

import io.noisystudent.contracts.config.OptimizerConfig;
import io.noisystudent.learning.module.Parameter;
import io.noisystudent.learning.torch.Compute;
import io.noisystudent.learning.torch.HostMemory;
import io.noisystudent.learning.torch.NativeScope;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class ClippedGradientsTest {
    /** The gradients are (3, 0) and 4, whose length together is 5; the rate is 1, so that a step is a gradient. */
    @ParameterizedTest
    @CsvSource({"1, 0.6, 0.8", "2.5, 1.5, 2", "5.1, 3, 4", "none, 3, 4"})
    void shouldScaleAllGradientsByOneFactor(String bound, double first, double second) {
        NativeScope.run(() -> {
            // Given
            Tensor matrix = Compute.cpu().copyOf(new float[] {3, 0}, 2).set_requires_grad(true);
            Tensor bias = Compute.cpu().copyOf(new float[] {4}, 1).set_requires_grad(true);
            Tensor unused = Compute.cpu().copyOf(new float[] {7}, 1).set_requires_grad(true);
            List<Parameter> parameters = List.of(
                    new Parameter("unused", unused, false),
                    new Parameter("matrix", matrix, false),
                    new Parameter("bias", bias, false));
            Double clipNorm = bound.equals("none") ? null : Double.valueOf(bound);
            OptimizerConfig settings = new OptimizerConfig(1, 0, 0, 0, null, null, clipNorm, null, null, null, null);
            try (Optimizer optimizer = Optimizer.of(settings, parameters, Compute.cpu())) {
                // When the loss is half the sum of squares
                Tensor two = Compute.cpu().copyOf(new float[] {2}, 1);
                matrix.mul(matrix).sum().add(bias.mul(bias).sum()).div(two).backward();
                optimizer.step(1);
            }

            // Then
            assertThat((double) HostMemory.floats(matrix)[0]).isCloseTo(3 - first, within(1e-5));
            assertThat(HostMemory.floats(matrix)[1]).isZero();
            assertThat((double) HostMemory.floats(bias)[0]).isCloseTo(4 - second, within(1e-5));
            assertThat(HostMemory.floats(unused)).containsExactly(7);
        });
    }
}
