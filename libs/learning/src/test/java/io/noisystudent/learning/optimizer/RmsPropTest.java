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

class RmsPropTest {
    /** The reference vector: gradients .5, .5, -.2 at rate .1 from 0. */
    @Test
    void shouldFollowTensorFlow() {
        NativeScope.run(() -> {
            Tensor value = Compute.cpu().copyOf(new float[] {0}, 1).set_requires_grad(true);
            List<Parameter> parameters = List.of(new Parameter("weight", value, true));
            double[] gradients = {.5, .5, -.2};
            double[] expected = {-.051959, -.152686, -.220648};
            try (RmsProp optimizer = new RmsProp(Compute.cpu(), parameters, .9, 0)) {
                for (int step = 0; step < gradients.length; step++) {
                    value.mul(new Scalar(gradients[step])).sum().backward();
                    optimizer.step(.1);
                    assertThat((double) HostMemory.floats(value)[0]).isCloseTo(expected[step], within(1e-6));
                }
            }
        });
    }

    /** The decay enters the mean square: from 2 at rate .1 and decay .5 the gradient is 1.5. */
    @Test
    void shouldAddTheDecayToTheGradientOfWeightsOnly() {
        NativeScope.run(() -> {
            // Given
            Tensor weight = Compute.cpu().copyOf(new float[] {2}, 1).set_requires_grad(true);
            Tensor bias = Compute.cpu().copyOf(new float[] {2}, 1).set_requires_grad(true);
            List<Parameter> parameters =
                    List.of(new Parameter("weight", weight, true), new Parameter("bias", bias, false));
            try (RmsProp optimizer = new RmsProp(Compute.cpu(), parameters, .9, .5)) {
                // When
                weight.add(bias).mul(new Scalar(.5)).sum().backward();
                optimizer.step(.1);

                // Then
                double decayed = .1 * 1.5 / Math.sqrt(.9 + .1 * 1.5 * 1.5 + .001);
                double spared = .1 * .5 / Math.sqrt(.9 + .1 * .5 * .5 + .001);
                assertThat((double) HostMemory.floats(weight)[0]).isCloseTo(2 - decayed, within(1e-6));
                assertThat((double) HostMemory.floats(bias)[0]).isCloseTo(2 - spared, within(1e-6));
            }
        });
    }
}
