package io.noisystudent.learning.module;

import io.noisystudent.learning.onednn.OneDnnBatchNorm;
import io.noisystudent.learning.onednn.OneDnnBatchNorm.RunningStatistics;
import io.noisystudent.learning.torch.Kernels;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/** Normalization over the batch and over the features. */
final class Normalization {
    private Normalization() {}

    /** In training the batch's statistics normalize, and the running ones move in place. */
    static Call batch(OperatorContext context) {
        return batch(context, false);
    }

    /** The same with the ReLU that follows it. */
    static Call rectifiedBatch(OperatorContext context) {
        return batch(context, true);
    }

    private static Call batch(OperatorContext context, boolean rectified) {
        double epsilon = context.node().floatAttribute("epsilon", 1e-5f);
        // ONNX weighs the old statistics, libtorch the new ones.
        double momentum = 1 - context.node().floatAttribute("momentum", 0.9f);
        boolean direct = context.compute().kernels() == Kernels.AUTO;
        boolean cudnn = !context.compute().isHost();
        OneDnnBatchNorm fast = new OneDnnBatchNorm(context.compute(), epsilon, momentum, rectified);
        return Call.of(in -> {
            Optional<Tensor> result = direct && in.training()
                    ? fast.apply(in.get(0), in.get(1), in.get(2), new RunningStatistics(in.get(3), in.get(4)))
                    : Optional.empty();
            return result.orElseGet(() -> {
                Tensor normalized = torch.batch_norm(
                        in.get(0),
                        in.optional(1),
                        in.optional(2),
                        in.optional(3),
                        in.optional(4),
                        in.training(),
                        momentum,
                        epsilon,
                        cudnn);
                return rectified ? normalized.relu_() : normalized;
            });
        });
    }

    /** Over each channel of each image, always with its own statistics. */
    static Call instance(OperatorContext context) {
        double epsilon = context.node().floatAttribute("epsilon", 1e-5f);
        return Call.of(in -> torch.instance_norm(
                in.get(0),
                in.optional(1),
                in.optional(2),
                new TensorOptional(),
                new TensorOptional(),
                true,
                0,
                epsilon,
                false));
    }

    static Call layer(OperatorContext context) {
        double epsilon = context.node().floatAttribute("epsilon", 1e-5f);
        int axis = Math.toIntExact(context.node().intAttribute("axis", -1));
        if (context.node().outputs().size() > 1) {
            return in -> {
                var all = torch.native_layer_norm(
                        in.get(0), normalized(in.get(0), axis), in.optional(1), in.optional(2), epsilon);
                return List.of(all.get0(), all.get1(), all.get2());
            };
        }
        return Call.of(in -> torch.layer_norm(
                in.get(0), normalized(in.get(0), axis), in.optional(1), in.optional(2), epsilon, false));
    }

    /** The shape of what is normalized together. */
    private static long[] normalized(Tensor values, int axis) {
        long[] shape = values.shape();
        return Arrays.copyOfRange(shape, axis < 0 ? axis + shape.length : axis, shape.length);
    }
}
