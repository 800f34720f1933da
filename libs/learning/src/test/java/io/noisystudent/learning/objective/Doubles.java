package io.noisystudent.learning.objective;

import io.noisystudent.learning.torch.Compute;
import java.nio.DoubleBuffer;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** Tensors of float64, in which finite differences are sharp. */
final class Doubles {
    private Doubles() {}

    static Tensor tensor(double[] values, int rows) {
        Tensor tensor = Compute.cpu().empty(ScalarType.Double, rows, values.length / rows);
        tensor.<DoubleBuffer>createBuffer().put(values);
        return tensor;
    }

    static double[] values(Tensor tensor) {
        double[] values = new double[(int) tensor.numel()];
        tensor.contiguous().<DoubleBuffer>createBuffer().get(values);
        return values;
    }
}
