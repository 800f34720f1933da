package io.noisystudent.learning.optimizer;

import io.noisystudent.learning.module.Parameter;
import io.noisystudent.learning.torch.NativeScope;
import io.noisystudent.learning.torch.Tensors;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class RmsPropTest {
    /** The reference vector: gradients .5, .5, -.2 at rate .1 from 0. */
    @Test
    void shouldFollowTensorFlow() {
        NativeScope.run(() -> {
            Tensor value = Tensors.copyOf(new float[] {0}, 1).set_requires_grad(true);
            List<Parameter> parameters = List.of(new Parameter("weight", value, true));
            double[] gradients = {.5, .5, -.2};
            double[] expected = {-.051959, -.152686, -.220648};
            try (RmsProp optimizer = new RmsProp(parameters, .9, 0)) {
                for (int step = 0; step < gradients.length; step++) {
                    value.mul(new Scalar(gradients[step])).sum().backward();
                    optimizer.step(step, .1);
                    assertThat((double) Tensors.floats(value)[0]).isCloseTo(expected[step], within(1e-6));
                }
            }
        });
    }

    /** The decay enters the mean square: from 2 at rate .1 and decay .5 the gradient is 1.5. */
    @Test
    void shouldAddTheDecayToTheGradientOfWeightsOnly() {
        NativeScope.run(() -> {
            // Given
            Tensor weight = Tensors.copyOf(new float[] {2}, 1).set_requires_grad(true);
            Tensor bias = Tensors.copyOf(new float[] {2}, 1).set_requires_grad(true);
            List<Parameter> parameters =
                    List.of(new Parameter("weight", weight, true), new Parameter("bias", bias, false));
            try (RmsProp optimizer = new RmsProp(parameters, .9, .5)) {
                // When
                weight.add(bias).mul(new Scalar(.5)).sum().backward();
                optimizer.step(0, .1);

                // Then
                double decayed = .1 * 1.5 / Math.sqrt(.9 + .1 * 1.5 * 1.5 + .001);
                double spared = .1 * .5 / Math.sqrt(.9 + .1 * .5 * .5 + .001);
                assertThat((double) Tensors.floats(weight)[0]).isCloseTo(2 - decayed, within(1e-6));
                assertThat((double) Tensors.floats(bias)[0]).isCloseTo(2 - spared, within(1e-6));
            }
        });
    }
}
