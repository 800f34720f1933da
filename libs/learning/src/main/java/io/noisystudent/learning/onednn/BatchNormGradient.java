package io.noisystudent.learning.onednn;

import io.noisystudent.learning.onednn.BatchNormKernel.Gradients;
import io.noisystudent.learning.onednn.BatchNormKernel.Saved;
import io.noisystudent.learning.torch.Compute;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** Turns the gradient of a batch normalization's output into that of its input, and adds to those of its parameters. */
final class BatchNormGradient implements UnaryOperator<Tensor> {
    private final Compute compute;
    private final BatchNormKernel kernel;
    private final Saved saved;
    private final Tensor scale;
    private final Tensor shift;

    BatchNormGradient(Compute compute, BatchNormKernel kernel, Saved saved, Tensor scale, Tensor shift) {
        this.compute = compute;
        this.kernel = kernel;
        this.saved = saved;
        this.scale = scale;
        this.shift = shift;
    }

    @Override
    public Tensor apply(Tensor gradient) {
        long channels = scale.numel();
        Gradients gradients = new Gradients(
                kernel.layout().allocate(compute),
                compute.empty(ScalarType.Float, channels),
                compute.empty(ScalarType.Float, channels));
        kernel.backward(saved, gradient, gradients);
        AutogradBridge.accumulate(scale, gradients.scale());
        AutogradBridge.accumulate(shift, gradients.shift());
        release();
        return gradients.input();
    }

    /** The step may hold its other values for long. */
    private void release() {
        saved.input().close();
        saved.mean().close();
        saved.variance().close();
        saved.workspace().close();
    }
}
