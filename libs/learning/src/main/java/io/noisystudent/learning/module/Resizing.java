package io.noisystudent.learning.module;

import io.noisystudent.learning.torch.Compute;
import io.noisystudent.learning.torch.HostMemory;
import io.noisystudent.networks.graph.Node;
import io.noisystudent.networks.graph.Tensor;
import io.noisystudent.networks.validation.ResizeRule;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.LongStream;
import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Resizing along axes: nearest neighbor, linear and cubic.
 *
 * <p>libtorch does bilinear images in the coordinates that it shares with ONNX; all else is a product with the weights of
 * {@link Interpolation}, axis by axis.
 */
final class Resizing {
    private static final int IMAGE_AXES = 4;
    private static final int FIRST_SIDE = 2;

    private final Compute compute;
    private final Node node;
    private final Interpolation interpolation;
    private final Function<Operands, float[]> scales;
    private final Function<Operands, long[]> sizes;

    private Resizing(OperatorContext context) {
        compute = context.compute();
        node = context.node();
        interpolation = new Interpolation(
                node.stringAttribute("mode", "nearest"),
                node.stringAttribute("coordinate_transformation_mode", "half_pixel"),
                node.stringAttribute("nearest_mode", "round_prefer_floor"),
                node.floatAttribute("cubic_coeff_a", -0.75f),
                node.intAttribute("exclude_outside", 0) != 0,
                node.intAttribute("antialias", 0) != 0);
        Optional<float[]> known = context.constant(2).map(Tensor::floats);
        scales = known.isPresent() ? in -> known.get() : in -> HostMemory.floats(in.get(2));
        sizes = context.longs(3);
    }

    static Call compile(OperatorContext context) {
        Resizing resizing = new Resizing(context);
        return Call.of(resizing::apply);
    }

    private org.bytedeco.pytorch.Tensor apply(Operands in) {
        org.bytedeco.pytorch.Tensor values = in.get(0);
        Interpolation.Axis[] axes = axes(in);
        if (interpolation.isBilinear() && isImage(axes)) {
            return torch.upsample_bilinear2d(
                    values,
                    new long[] {axes[FIRST_SIDE].outputs(), axes[FIRST_SIDE + 1].outputs()},
                    interpolation.alignsCorners(),
                    new DoubleOptional(axes[FIRST_SIDE].scale()),
                    new DoubleOptional(axes[FIRST_SIDE + 1].scale()));
        }
        if (compute.isReduced()) {
            return compute.inTypesOfInputs(() -> product(values.to(ScalarType.Float), axes));
        }
        return product(values, axes);
    }

    private Interpolation.Axis[] axes(Operands in) {
        long[] shape = in.get(0).shape();
        int[] resized = LongStream.of(node.intsAttribute(
                        "axes", LongStream.range(0, shape.length).toArray()))
                .mapToInt(axis -> Math.toIntExact(axis < 0 ? axis + shape.length : axis))
                .toArray();
        ResizeRule rule = in.has(3)
                ? ResizeRule.ofSizes(
                        shape,
                        resized,
                        sizes.apply(in),
                        node.stringAttribute("keep_aspect_ratio_policy", ResizeRule.STRETCH))
                : ResizeRule.ofScales(shape, resized, scales.apply(in));
        Interpolation.Axis[] axes = new Interpolation.Axis[shape.length];
        Arrays.setAll(axes, i -> new Interpolation.Axis(shape[i], rule.sizes()[i], rule.scales()[i]));
        return axes;
    }

    private static boolean isImage(Interpolation.Axis[] axes) {
        return axes.length == IMAGE_AXES && axes[0].isKept() && axes[1].isKept();
    }

    private org.bytedeco.pytorch.Tensor product(org.bytedeco.pytorch.Tensor values, Interpolation.Axis[] axes) {
        org.bytedeco.pytorch.Tensor result = values;
        for (int i = 0; i < axes.length; i++) {
            if (axes[i].isKept()) {
                continue;
            }
            result = interpolation.isNearest()
                    ? result.index_select(i, compute.onDevice(compute.sizes(interpolation.nearest(axes[i]))))
                    : result.transpose(i, -1).matmul(weights(axes[i], values)).transpose(i, -1);
        }
        return result;
    }

    /** A column for each output. */
    private org.bytedeco.pytorch.Tensor weights(Interpolation.Axis axis, org.bytedeco.pytorch.Tensor like) {
        return compute.copyOf(interpolation.weights(axis), axis.outputs(), axis.inputs())
                .to(like.scalar_type())
                .t();
    }
}
