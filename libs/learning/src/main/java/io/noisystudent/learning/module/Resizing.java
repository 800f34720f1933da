package io.noisystudent.learning.module;

import io.noisystudent.learning.torch.Compute;
import io.noisystudent.networks.graph.Node;
import io.noisystudent.networks.graph.Tensor;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
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
    private static final Set<String> MODES = Set.of("nearest", "linear", "cubic");
    private static final Set<String> COORDINATES =
            Set.of("half_pixel", "half_pixel_symmetric", "pytorch_half_pixel", "align_corners", "asymmetric");
    private static final Set<String> ROUNDINGS = Set.of("round_prefer_floor", "round_prefer_ceil", "floor", "ceil");

    private final OperatorContext context;
    private final Compute compute;
    private final Interpolation interpolation;
    private final Optional<float[]> scales;
    private final Function<Operands, long[]> sizes;

    private Resizing(OperatorContext context) {
        this.context = context;
        compute = context.compute();
        Node node = context.node();
        interpolation = new Interpolation(
                known("mode", "nearest", MODES),
                known("coordinate_transformation_mode", "half_pixel", COORDINATES),
                known("nearest_mode", "round_prefer_floor", ROUNDINGS),
                node.floatAttribute("cubic_coeff_a", -0.75f),
                node.intAttribute("exclude_outside", 0) != 0,
                node.intAttribute("antialias", 0) != 0);
        known("keep_aspect_ratio_policy", "stretch", Set.of("stretch"));
        if (node.attributes().containsKey("axes")) {
            throw context.unsupported("its attribute axes is set; write scales or sizes of all axes");
        }
        scales = context.constant(2).filter(t -> t.size() > 0).map(Tensor::floats);
        if (scales.isEmpty() && node.input(3).isEmpty()) {
            throw context.unsupported("it has neither constant scales nor sizes");
        }
        sizes = scales.isPresent() ? in -> new long[0] : context.longs(3);
    }

    static Call compile(OperatorContext context) {
        Resizing resizing = new Resizing(context);
        return Call.of(resizing::apply);
    }

    private String known(String attribute, String absent, Set<String> values) {
        String value = context.node().stringAttribute(attribute, absent);
        if (!values.contains(value)) {
            throw context.unsupported("its attribute " + attribute + " is " + value + "; known are "
                    + values.stream().sorted().toList());
        }
        return value;
    }

    private org.bytedeco.pytorch.Tensor apply(Operands in) {
        org.bytedeco.pytorch.Tensor values = in.get(0);
        Interpolation.Axis[] axes = scales.map(factors -> scaled(values.shape(), factors))
                .orElseGet(() -> sized(values.shape(), sizes.apply(in)));
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

    private Interpolation.Axis[] scaled(long[] shape, float[] factors) {
        requireAxes(shape, factors.length);
        Interpolation.Axis[] axes = new Interpolation.Axis[shape.length];
        for (int i = 0; i < axes.length; i++) {
            float outputs = shape[i] * factors[i];
            if (interpolation.alignsCorners() && outputs != (long) outputs) {
                // ONNX places the last corner at the fraction, ONNX Runtime at the whole number.
                throw context.unsupported("its attribute coordinate_transformation_mode is align_corners, and scale "
                        + factors[i] + " makes " + outputs + " out of " + shape[i]
                        + ", of which there are two readings; give sizes instead of scales");
            }
            axes[i] = new Interpolation.Axis(shape[i], (long) outputs, factors[i]);
        }
        return axes;
    }

    private Interpolation.Axis[] sized(long[] shape, long[] sizes) {
        requireAxes(shape, sizes.length);
        Interpolation.Axis[] axes = new Interpolation.Axis[shape.length];
        for (int i = 0; i < axes.length; i++) {
            axes[i] = new Interpolation.Axis(shape[i], sizes[i], sizes[i] / (float) shape[i]);
        }
        return axes;
    }

    private void requireAxes(long[] shape, int given) {
        if (given != shape.length) {
            throw context.unsupported("its scales or sizes are of " + given + " axes, its input has " + shape.length);
        }
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
