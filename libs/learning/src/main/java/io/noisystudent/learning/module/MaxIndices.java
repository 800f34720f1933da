package io.noisystudent.learning.module;

import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.T_TensorTensor_T;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** A MaxPool that tells where its maxima are: as places in the whole input, as ONNX counts them. */
final class MaxIndices {
    private MaxIndices() {}

    /** The maxima and the places of them. */
    static List<Tensor> pool(
            Tensor input, Tensor values, Window window, long[] kernel, boolean ceiling, OperatorContext context) {
        Window.Fit fit = window.fit(values, kernel, ceiling);
        Tensor padded = Window.Fit.pad(values, fit.before(), fit.behind(), Double.NEGATIVE_INFINITY);
        long[] none = new long[window.axes];
        T_TensorTensor_T found = window.axes == 2
                ? torch.max_pool2d_with_indices(padded, kernel, window.strides, none, window.dilations, false)
                : torch.max_pool3d_with_indices(padded, kernel, window.strides, none, window.dilations, false);
        long[] sides = Arrays.copyOfRange(values.shape(), 2, 2 + window.axes);
        long[] paddedSides = Arrays.copyOfRange(padded.shape(), 2, 2 + window.axes);
        boolean columns = context.node().intAttribute("storage_order", 0) != 0;
        Tensor places = inPlane(found.get1(), sides, paddedSides, fit.before(), columns);
        long planes = input.size(0) * input.size(1);
        long size = LongStream.of(sides).reduce(1, (a, b) -> a * b);
        long[] one = new long[window.axes];
        Arrays.fill(one, 1);
        Tensor offsets = context.compute()
                .onDevice(context.compute()
                        .sizes(LongStream.range(0, planes)
                                .map(plane -> plane * size)
                                .toArray()))
                .reshape(Window.behind(input.size(0), Window.behind(input.size(1), one)));
        return List.of(found.get0(), places.add(offsets, new Scalar(1)));
    }

    /**
     * From places in a padded plane to those in the plane itself.
     *
     * @param columns whether the first axis of the plane counts fastest
     */
    private static Tensor inPlane(Tensor places, long[] sides, long[] padded, long[] before, boolean columns) {
        Tensor rest = places;
        Tensor result = places.mul(new Scalar(0L));
        for (int axis = sides.length - 1; axis >= 0; axis--) {
            Tensor at = rest.remainder(new Scalar(padded[axis])).sub(new Scalar(before[axis]), new Scalar(1L));
            long[] faster = columns ? Arrays.copyOf(sides, axis) : Arrays.copyOfRange(sides, axis + 1, sides.length);
            long stride = LongStream.of(faster).reduce(1, (a, b) -> a * b);
            result = result.add(at.mul(new Scalar(stride)), new Scalar(1L));
            rest = rest.floor_divide(new Scalar(padded[axis]));
        }
        return result;
    }
}
