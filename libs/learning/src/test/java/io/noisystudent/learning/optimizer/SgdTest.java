package io.noisystudent.learning.optimizer;

import io.noisystudent.contracts.config.OptimizerConfig;
import io.noisystudent.contracts.config.Recipe;
import io.noisystudent.learning.module.Parameter;
import io.noisystudent.learning.torch.Compute;
import io.noisystudent.learning.torch.HostMemory;
import io.noisystudent.learning.torch.NativeScope;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class SgdTest {
    private static final double MOMENTUM = 0.9;
    private static final double DECAY = 0.01;
    private static final double RATE = 0.1;

    /** The loss is w * w / 2 + b, so that the gradients are w and 1; the recurrence is written out in double. */
    @Test
    void shouldFollowTheRecurrenceAndSpareBiases() {
        NativeScope.run(() -> {
            // Given
            Tensor weight = Compute.cpu().copyOf(new float[] {2}, 1).set_requires_grad(true);
            Tensor bias = Compute.cpu().copyOf(new float[] {3}, 1).set_requires_grad(true);
            double w = 2;
            double b = 3;
            double velocityW = 0;
            double velocityB = 0;
            List<Parameter> parameters =
                    List.of(new Parameter("weight", weight, true), new Parameter("bias", bias, false));
            try (Sgd sgd = new Sgd(Compute.cpu(), parameters, MOMENTUM, DECAY)) {
                for (int step = 0; step < 5; step++) {
                    // When
                    weight.mul(weight)
                            .div(Compute.cpu().copyOf(new float[] {2}, 1))
                            .add(bias)
                            .sum()
                            .backward();
                    sgd.step(RATE);

                    // Then
                    double gradientW = w + DECAY * w;
                    velocityW = MOMENTUM * velocityW + gradientW;
                    w -= RATE * (gradientW + MOMENTUM * velocityW);
                    velocityB = MOMENTUM * velocityB + 1;
                    b -= RATE * (1 + MOMENTUM * velocityB);
                    assertThat((double) HostMemory.floats(weight)[0]).isCloseTo(w, within(1e-6));
                    assertThat((double) HostMemory.floats(bias)[0]).isCloseTo(b, within(1e-6));
                }
            }
        });
    }

    @Test
    void shouldMoveEachWeightAtItsOwnRate() {
        NativeScope.run(() -> {
            List<Parameter> parameters = List.of(parameter("fast", 1), parameter("slow", 0.1), parameter("still", 0));
            for (Recipe.Algorithm algorithm : Recipe.Algorithm.values()) {
                OptimizerConfig settings = new OptimizerConfig(0, MOMENTUM, 0, 0, algorithm, null);
                try (Optimizer optimizer = Optimizer.of(settings, parameters, Compute.cpu())) {
                    List<Float> before = values(parameters);
                    parameters.forEach(parameter -> parameter.value().sum().backward());
                    optimizer.step(RATE);

                    List<Float> after = values(parameters);
                    assertThat((before.get(1) - after.get(1)) / (before.get(0) - after.get(0)))
                            .as(algorithm.name())
                            .isCloseTo(0.1f, within(1e-3f));
                    assertThat(after.get(2)).isEqualTo(before.get(2));
                }
            }
        });
    }

    private static Parameter parameter(String name, double rateFactor) {
        return new Parameter(name, Compute.cpu().copyOf(new float[] {1}, 1).set_requires_grad(true), true, rateFactor);
    }

    private static List<Float> values(List<Parameter> parameters) {
        return parameters.stream()
                .map(parameter -> HostMemory.floats(parameter.value())[0])
                .toList();
    }

    /** The gradient of a transposed weight lies in memory as the transposed one does. */
    @Test
    void shouldMoveEachWeightByItsOwnGradient() {
        NativeScope.run(() -> {
            Tensor weight = Compute.cpu().copyOf(new float[6], 2, 3).set_requires_grad(true);
            try (Sgd sgd = new Sgd(Compute.cpu(), List.of(new Parameter("weight", weight, true)), MOMENTUM, DECAY)) {
                weight.t()
                        .mul(Compute.cpu().copyOf(new float[] {1, 2, 3, 4, 5, 6}, 3, 2))
                        .sum()
                        .backward();
                sgd.step(1);
                assertThat(HostMemory.floats(weight))
                        .containsExactly(new float[] {-1.9f, -5.7f, -9.5f, -3.8f, -7.6f, -11.4f}, within(1e-5f));
            }
        });
    }
}
