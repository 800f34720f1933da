package io.noisystudent.learning.onednn;

import io.noisystudent.learning.onednn.BatchNormKernel.Gradients;
import io.noisystudent.learning.onednn.BatchNormKernel.Saved;
import io.noisystudent.learning.torch.NativeScope;
import io.noisystudent.learning.torch.Tensors;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorBase;
import org.bytedeco.pytorch.TensorTensorHook;
import org.bytedeco.pytorch.global.torch.MemoryFormat;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

/** Turns the gradient of a batch normalisation's output into that of its input, and adds to those of its parameters. */
final class BatchNormGradient extends TensorTensorHook {
    /** libtorch takes what a hook returns by reference, so it is let go by the next hook on the thread. */
    private static final ThreadLocal<@Nullable Tensor> RETURNED = new ThreadLocal<>();

    private final BatchNormKernel kernel;
    private final Saved saved;
    private final Tensor scale;
    private final Tensor shift;

    BatchNormGradient(BatchNormKernel kernel, Saved saved, Tensor scale, Tensor shift) {
        this.kernel = kernel;
        this.saved = saved;
        this.scale = scale;
        this.shift = shift;
    }

    @Override
    public TensorBase call(TensorBase gradient) {
        Tensor previous = RETURNED.get();
        if (previous != null) {
            previous.close();
        }
        Tensor result = NativeScope.call(() -> {
            long channels = scale.numel();
            Gradients gradients = new Gradients(
                    NativeScope.keep(kernel.layout().allocate()),
                    Tensors.empty(ScalarType.Float, channels),
                    Tensors.empty(ScalarType.Float, channels));
            kernel.backward(saved, new Tensor(gradient).contiguous(MemoryFormat.ChannelsLast), gradients);
            accumulate(scale, gradients.scale());
            accumulate(shift, gradients.shift());
            return gradients.input();
        });
        RETURNED.set(result);
        gradient.close();
        release();
        return result;
    }

    private static void accumulate(Tensor parameter, Tensor gradient) {
        if (parameter.requires_grad()) {
            Tensor sum = parameter.mutable_grad();
            if (sum.defined()) {
                sum.add_(gradient);
            } else {
                sum.put(gradient);
            }
        }
    }

    /** The step may hold its other values for long. */
    private void release() {
        saved.input().close();
        saved.mean().close();
        saved.variance().close();
        saved.workspace().close();
    }
}
