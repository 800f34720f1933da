package io.noisystudent.learning.onednn;

import io.noisystudent.learning.torch.NativeScope;
import io.noisystudent.learning.torch.Torch;
import io.noisystudent.vision.natives.NativeLibraries;
import java.util.Optional;
import org.bytedeco.dnnl.batch_normalization_backward;
import org.bytedeco.dnnl.batch_normalization_forward;
import org.bytedeco.dnnl.engine;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.global.dnnl.normalization_flags;
import org.bytedeco.dnnl.global.dnnl.prop_kind;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.primitive;
import org.bytedeco.dnnl.primitive_attr;
import org.bytedeco.dnnl.primitive_desc;
import org.bytedeco.dnnl.stream;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** Batch normalisation of one layout, forward in training and backward, compiled by oneDNN for this processor. */
final class BatchNormKernel {
    /** oneDNN has slow code for every shape, and code that it generates for some. */
    private static final String GENERATED = "bnorm_jit";

    private final primitive forward;
    private final primitive backward;
    private final Arguments forwardArguments;
    private final Arguments backwardArguments;
    private final stream queue;
    private final BatchNormLayout layout;
    private final long workspaceBytes;

    private BatchNormKernel(
            engine processor,
            batch_normalization_forward.primitive_desc description,
            batch_normalization_backward.primitive_desc gradient,
            BatchNormLayout layout) {
        this.layout = layout;
        queue = NativeScope.keep(new stream(processor));
        workspaceBytes = layout.rectified() ? description.workspace_desc().get_size() : 0;
        memory.desc data = description.src_desc();
        memory.desc channel = description.mean_desc();
        forward = NativeScope.keep(new batch_normalization_forward(description));
        forwardArguments = new Arguments(processor)
                .with(dnnl.DNNL_ARG_SRC, data)
                .with(dnnl.DNNL_ARG_SCALE, channel)
                .with(dnnl.DNNL_ARG_SHIFT, channel)
                .with(dnnl.DNNL_ARG_DST, data)
                .with(dnnl.DNNL_ARG_MEAN, channel)
                .with(dnnl.DNNL_ARG_VARIANCE, channel);
        backward = NativeScope.keep(new batch_normalization_backward(gradient));
        backwardArguments = new Arguments(processor)
                .with(dnnl.DNNL_ARG_SRC, data)
                .with(dnnl.DNNL_ARG_SCALE, channel)
                .with(dnnl.DNNL_ARG_MEAN, channel)
                .with(dnnl.DNNL_ARG_VARIANCE, channel)
                .with(dnnl.DNNL_ARG_DIFF_DST, data)
                .with(dnnl.DNNL_ARG_DIFF_SRC, data)
                .with(dnnl.DNNL_ARG_DIFF_SCALE, channel)
                .with(dnnl.DNNL_ARG_DIFF_SHIFT, channel);
        if (layout.rectified()) {
            forwardArguments.with(dnnl.DNNL_ARG_WORKSPACE, description.workspace_desc());
            backwardArguments.with(dnnl.DNNL_ARG_WORKSPACE, description.workspace_desc());
        }
    }

    /** Empty where oneDNN generates no code for this layout on this processor: there libtorch is faster. */
    static Optional<BatchNormKernel> of(BatchNormLayout layout) {
        return NativeScope.call(() -> {
            engine processor = Engine.cpu();
            memory.data_type type = layout.type() == ScalarType.BFloat16 ? memory.data_type.bf16 : memory.data_type.f32;
            memory.desc data = new memory.desc(layout.shape(), type, memory.format_tag.nhwc);
            int flags = normalization_flags.use_scale.value
                    | normalization_flags.use_shift.value
                    | (layout.rectified() ? normalization_flags.fuse_norm_relu.value : 0);
            batch_normalization_forward.primitive_desc description = new batch_normalization_forward.primitive_desc(
                    processor,
                    prop_kind.forward_training.value,
                    data,
                    data,
                    layout.epsilon(),
                    flags,
                    new primitive_attr(),
                    true);
            if (!isGenerated(description)) {
                return Optional.empty();
            }
            batch_normalization_backward.primitive_desc gradient = new batch_normalization_backward.primitive_desc(
                    processor,
                    prop_kind.backward.value,
                    data,
                    data,
                    data,
                    layout.epsilon(),
                    flags,
                    description,
                    new primitive_attr(),
                    true);
            return isGenerated(gradient)
                    ? Optional.of(new BatchNormKernel(processor, description, gradient, layout))
                    : Optional.empty();
        });
    }

    /** A description is empty where oneDNN has no code at all, as for bfloat16 on old processors. */
    private static boolean isGenerated(primitive_desc description) {
        return description.asBoolean()
                && description.impl_info_str().getString().startsWith(GENERATED);
    }

    BatchNormLayout layout() {
        return layout;
    }

    /** Size of what the forward pass notes for the backward pass: which results were negative. */
    long workspaceBytes() {
        return workspaceBytes;
    }

    /** Normalises {@code saved.input()} into {@code output} and writes the statistics and the workspace. */
    synchronized void forward(Saved saved, Tensor shift, Tensor output) {
        forwardArguments
                .set(dnnl.DNNL_ARG_SRC, saved.input())
                .set(dnnl.DNNL_ARG_SCALE, saved.scale())
                .set(dnnl.DNNL_ARG_SHIFT, shift)
                .set(dnnl.DNNL_ARG_DST, output)
                .set(dnnl.DNNL_ARG_MEAN, saved.mean())
                .set(dnnl.DNNL_ARG_VARIANCE, saved.variance());
        run(forward, forwardArguments, saved);
    }

    /** From the gradient of the output to those of input, scale and shift. */
    synchronized void backward(Saved saved, Tensor output, Gradients gradients) {
        backwardArguments
                .set(dnnl.DNNL_ARG_SRC, saved.input())
                .set(dnnl.DNNL_ARG_SCALE, saved.scale())
                .set(dnnl.DNNL_ARG_MEAN, saved.mean())
                .set(dnnl.DNNL_ARG_VARIANCE, saved.variance())
                .set(dnnl.DNNL_ARG_DIFF_DST, output)
                .set(dnnl.DNNL_ARG_DIFF_SRC, gradients.input())
                .set(dnnl.DNNL_ARG_DIFF_SCALE, gradients.scale())
                .set(dnnl.DNNL_ARG_DIFF_SHIFT, gradients.shift());
        run(backward, backwardArguments, saved);
    }

    private void run(primitive operation, Arguments arguments, Saved saved) {
        if (layout.rectified()) {
            arguments.set(dnnl.DNNL_ARG_WORKSPACE, saved.workspace());
        }
        operation.execute(queue, arguments.map());
        queue._wait();
    }

    /** What the backward pass needs of the forward pass. */
    record Saved(Tensor input, Tensor scale, Tensor mean, Tensor variance, Tensor workspace) {}

    /** Where the backward pass writes. */
    record Gradients(Tensor input, Tensor scale, Tensor shift) {}

    /** oneDNN on the processor; loaded after libtorch, whose OpenMP it then shares. */
    private static final class Engine {
        private static final engine CPU = load();

        private Engine() {}

        static engine cpu() {
            return CPU;
        }

        private static engine load() {
            Torch.load();
            NativeLibraries.load(dnnl.class);
            return NativeScope.keep(new engine(engine.kind.cpu, 0));
        }
    }
}
