package io.noisystudent.learning.onednn;

import io.noisystudent.learning.torch.NativeScope;
import java.util.Optional;
import org.bytedeco.dnnl.batch_normalization_backward;
import org.bytedeco.dnnl.batch_normalization_forward;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.global.dnnl.normalization_flags;
import org.bytedeco.dnnl.global.dnnl.prop_kind;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.primitive_attr;
import org.bytedeco.pytorch.Tensor;

/** Batch normalization of one layout, forward in training and backward, compiled by oneDNN for this processor. */
final class BatchNormKernel {
    private static final String GENERATED = "bnorm_jit";

    private final Operation forward;
    private final Operation backward;
    private final BatchNormLayout layout;
    private final long workspaceBytes;

    private BatchNormKernel(
            batch_normalization_forward.primitive_desc description,
            batch_normalization_backward.primitive_desc gradient,
            BatchNormLayout layout) {
        this.layout = layout;
        workspaceBytes = layout.rectified() ? description.workspace_desc().get_size() : 0;
        memory.desc data = description.src_desc();
        memory.desc channel = description.mean_desc();
        forward = new Operation(new batch_normalization_forward(description))
                .with(dnnl.DNNL_ARG_SRC, data)
                .with(dnnl.DNNL_ARG_SCALE, channel)
                .with(dnnl.DNNL_ARG_SHIFT, channel)
                .with(dnnl.DNNL_ARG_DST, data)
                .with(dnnl.DNNL_ARG_MEAN, channel)
                .with(dnnl.DNNL_ARG_VARIANCE, channel);
        backward = new Operation(new batch_normalization_backward(gradient))
                .with(dnnl.DNNL_ARG_SRC, data)
                .with(dnnl.DNNL_ARG_SCALE, channel)
                .with(dnnl.DNNL_ARG_MEAN, channel)
                .with(dnnl.DNNL_ARG_VARIANCE, channel)
                .with(dnnl.DNNL_ARG_DIFF_DST, data)
                .with(dnnl.DNNL_ARG_DIFF_SRC, data)
                .with(dnnl.DNNL_ARG_DIFF_SCALE, channel)
                .with(dnnl.DNNL_ARG_DIFF_SHIFT, channel);
        if (layout.rectified()) {
            forward.with(dnnl.DNNL_ARG_WORKSPACE, description.workspace_desc());
            backward.with(dnnl.DNNL_ARG_WORKSPACE, description.workspace_desc());
        }
    }

    /** Empty where oneDNN generates no code for this layout on this processor: there libtorch is faster. */
    static Optional<BatchNormKernel> of(BatchNormLayout layout) {
        return NativeScope.call(() -> {
            memory.desc data = ChannelsLast.description(layout.type(), layout.shape());
            int flags = normalization_flags.use_scale.value
                    | normalization_flags.use_shift.value
                    | (layout.rectified() ? normalization_flags.fuse_norm_relu.value : 0);
            batch_normalization_forward.primitive_desc description = new batch_normalization_forward.primitive_desc(
                    Processor.engine(),
                    prop_kind.forward_training.value,
                    data,
                    data,
                    layout.epsilon(),
                    flags,
                    new primitive_attr(),
                    true);
            if (!Processor.generates(description, GENERATED)) {
                return Optional.empty();
            }
            batch_normalization_backward.primitive_desc gradient = new batch_normalization_backward.primitive_desc(
                    Processor.engine(),
                    prop_kind.backward.value,
                    data,
                    data,
                    data,
                    layout.epsilon(),
                    flags,
                    description,
                    new primitive_attr(),
                    true);
            return Processor.generates(gradient, GENERATED)
                    ? Optional.of(new BatchNormKernel(description, gradient, layout))
                    : Optional.empty();
        });
    }

    BatchNormLayout layout() {
        return layout;
    }

    /** Size of what the forward pass notes for the backward pass: which results were negative. */
    long workspaceBytes() {
        return workspaceBytes;
    }

    /** Normalizes {@code saved.input()} into {@code output} and writes the statistics and the workspace. */
    synchronized void forward(Saved saved, Tensor shift, Tensor output) {
        forward.set(dnnl.DNNL_ARG_SRC, saved.input())
                .set(dnnl.DNNL_ARG_SCALE, saved.scale())
                .set(dnnl.DNNL_ARG_SHIFT, shift)
                .set(dnnl.DNNL_ARG_DST, output)
                .set(dnnl.DNNL_ARG_MEAN, saved.mean())
                .set(dnnl.DNNL_ARG_VARIANCE, saved.variance());
        run(forward, saved);
    }

    /** From the gradient of the output to those of input, scale and shift. */
    synchronized void backward(Saved saved, Tensor output, Gradients gradients) {
        backward.set(dnnl.DNNL_ARG_SRC, saved.input())
                .set(dnnl.DNNL_ARG_SCALE, saved.scale())
                .set(dnnl.DNNL_ARG_MEAN, saved.mean())
                .set(dnnl.DNNL_ARG_VARIANCE, saved.variance())
                .set(dnnl.DNNL_ARG_DIFF_DST, output)
                .set(dnnl.DNNL_ARG_DIFF_SRC, gradients.input())
                .set(dnnl.DNNL_ARG_DIFF_SCALE, gradients.scale())
                .set(dnnl.DNNL_ARG_DIFF_SHIFT, gradients.shift());
        run(backward, saved);
    }

    private void run(Operation operation, Saved saved) {
        if (layout.rectified()) {
            operation.set(dnnl.DNNL_ARG_WORKSPACE, saved.workspace());
        }
        operation.run();
    }

    /** What the backward pass needs of the forward pass. */
    record Saved(Tensor input, Tensor scale, Tensor mean, Tensor variance, Tensor workspace) {}

    /** Where the backward pass writes. */
    record Gradients(Tensor input, Tensor scale, Tensor shift) {}
}
