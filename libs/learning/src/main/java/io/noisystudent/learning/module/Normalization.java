package io.noisystudent.learning.module;

import io.noisystudent.learning.onednn.OneDnnBatchNorm;
import io.noisystudent.learning.onednn.OneDnnBatchNorm.RunningStatistics;
import io.noisystudent.learning.torch.Kernels;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
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
        if (context.node().intAttribute("training_mode", 0) != 0) {
            return standardized(context, rectified);
        }
        double epsilon = context.node().floatAttribute("epsilon", 1e-5f);
        // ONNX weighs the old statistics, libtorch the new ones.
        double momentum = 1 - context.node().floatAttribute("momentum", 0.9f);
        boolean direct = context.compute().kernels() == Kernels.AUTO;
        boolean cudnn = !context.compute().isHost();
        OneDnnBatchNorm fast = new OneDnnBatchNorm(context.compute(), epsilon, momentum, rectified);
        return Call.of(in -> {
            // Statistics that are computed from a weight, to standardize it, have a gradient; those that run have none.
            if (in.get(3).requires_grad() || in.get(4).requires_grad()) {
                Tensor normalized = byComputedStatistics(in, epsilon);
                return rectified ? normalized.relu() : normalized;
            }
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

    private static Tensor byComputedStatistics(Operands in, double epsilon) {
        Tensor values = in.get(0);
        long[] ofChannels = new long[Math.toIntExact(values.dim())];
        Arrays.fill(ofChannels, 1);
        ofChannels[1] = values.size(1);
        Tensor factor =
                in.get(4).add(new Scalar(epsilon), new Scalar(1)).rsqrt().mul(in.get(1));
        return values.sub(in.get(3).reshape(ofChannels), new Scalar(1))
                .mul(factor.reshape(ofChannels))
                .add(in.get(2).reshape(ofChannels), new Scalar(1));
    }

    /** In training form: with the statistics of the values themselves, in evaluation too. */
    private static Call standardized(OperatorContext context, boolean rectified) {
        double epsilon = context.node().floatAttribute("epsilon", 1e-5f);
        double kept = context.node().floatAttribute("momentum", 0.9f);
        return in -> {
            Tensor values = in.get(0);
            long[] axes =
                    LongStream.range(0, values.dim()).filter(axis -> axis != 1).toArray();
            Tensor normalized = torch.batch_norm(
                    values,
                    in.optional(1),
                    in.optional(2),
                    new TensorOptional(),
                    new TensorOptional(),
                    true,
                    0,
                    epsilon,
                    false);
            Tensor mean = values.mean(axes, true, new ScalarTypeOptional());
            Tensor variance = values.sub(mean, new Scalar(1)).square().mean(axes, false, new ScalarTypeOptional());
            return List.of(
                    rectified ? normalized.relu() : normalized,
                    moved(in.get(3), mean.flatten(), kept),
                    moved(in.get(4), variance, kept));
        };
    }

    private static Tensor moved(Tensor old, Tensor now, double kept) {
        return old.mul(new Scalar(kept)).add(now, new Scalar(1 - kept));
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

    /** With gains of the shape of what is normalized, or of one that spreads over it. */
    static Call layer(OperatorContext context) {
        double epsilon = context.node().floatAttribute("epsilon", 1e-5f);
        int axis = Math.toIntExact(context.node().intAttribute("axis", -1));
        if (context.gives(1) || context.gives(2)) {
            return in -> withStatistics(in, axis, epsilon);
        }
        return Call.of(in -> {
            long[] shape = normalized(in.get(0), axis);
            boolean direct = Arrays.equals(in.get(1).shape(), shape)
                    && (!in.has(2) || Arrays.equals(in.get(2).shape(), shape));
            return direct
                    ? torch.layer_norm(in.get(0), shape, in.optional(1), in.optional(2), epsilon, false)
                    : scaled(
                            torch.layer_norm(
                                    in.get(0), shape, new TensorOptional(), new TensorOptional(), epsilon, false),
                            in);
        });
    }

    /** Step by step: libtorch gives the statistics of its own layer normalization no gradient. */
    private static List<Tensor> withStatistics(Operands in, int axis, double epsilon) {
        Tensor values = in.get(0);
        long from = axis < 0 ? axis + values.dim() : axis;
        long[] axes = LongStream.range(from, values.dim()).toArray();
        Tensor mean = values.mean(axes, true, new ScalarTypeOptional());
        Tensor apart = values.sub(mean, new Scalar(1));
        Tensor inverse = apart.square()
                .mean(axes, true, new ScalarTypeOptional())
                .add(new Scalar(epsilon), new Scalar(1))
                .rsqrt();
        return List.of(scaled(apart.mul(inverse), in), mean, inverse);
    }

    private static Tensor scaled(Tensor normal, Operands in) {
        Tensor gained = normal.mul(in.get(1));
        return in.has(2) ? gained.add(in.get(2), new Scalar(1)) : gained;
    }

    /** With a gain and an offset for each channel; before operator set 21 for each group. */
    static Call group(OperatorContext context) {
        double epsilon = context.node().floatAttribute("epsilon", 1e-5f);
        long groups = context.node().intAttribute("num_groups", 1);
        return Call.of(in -> {
            long channels = in.get(0).size(1);
            return torch.group_norm(
                    in.get(0),
                    groups,
                    new TensorOptional(ofChannels(in.get(1), groups, channels)),
                    new TensorOptional(ofChannels(in.get(2), groups, channels)),
                    epsilon,
                    false);
        });
    }

    private static Tensor ofChannels(Tensor values, long groups, long channels) {
        return values.size(0) == channels
                ? values
                : values.unsqueeze(1).expand(groups, channels / groups).reshape(channels);
    }

    /** The shape of what is normalized together. */
    private static long[] normalized(Tensor values, int axis) {
        long[] shape = values.shape();
        return Arrays.copyOfRange(shape, axis < 0 ? axis + shape.length : axis, shape.length);
    }
}
