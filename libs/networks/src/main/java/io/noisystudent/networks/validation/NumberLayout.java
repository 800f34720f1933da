package io.noisystudent.networks.validation;

import io.noisystudent.networks.graph.Tensor;

/** Cuts and turns the few numbers that are known before running, as views with steps over their elements. */
final class NumberLayout {
    private NumberLayout() {}

    static Tensor slice(Tensor from, NodeShapes node) {
        AxisRules.Range[] ranges = AxisRules.ranges(node);
        long[] strides = strides(from.dims());
        long offset = 0;
        long[] shape = new long[ranges.length];
        for (int axis = 0; axis < ranges.length; axis++) {
            offset += ranges[axis].from() * strides[axis];
            strides[axis] *= ranges[axis].step();
            shape[axis] = ranges[axis].count();
        }
        return view(from, offset, strides, shape);
    }

    static Tensor transpose(Tensor from, NodeShapes node) {
        long[] strides = strides(from.dims());
        long[] turned = new long[strides.length];
        long[] shape = LayoutRules.transpose(node);
        for (int axis = 0; axis < turned.length; axis++) {
            turned[axis] = strides[(int) LayoutRules.permutation(node)[axis]];
        }
        return view(from, 0, turned, shape);
    }

    private static long[] strides(long[] shape) {
        long[] strides = new long[shape.length];
        long stride = 1;
        for (int axis = shape.length - 1; axis >= 0; axis--) {
            strides[axis] = stride;
            stride *= shape[axis];
        }
        return strides;
    }

    private static Tensor view(Tensor from, long offset, long[] strides, long[] shape) {
        int[] places = new int[(int) Shapes.size(shape)];
        for (int i = 0; i < places.length; i++) {
            long place = offset;
            long rest = i;
            for (int axis = shape.length - 1; axis >= 0; axis--) {
                place += rest % shape[axis] * strides[axis];
                rest /= shape[axis];
            }
            places[i] = (int) place;
        }
        return NumberArithmetic.picked(from, places, shape);
    }
}
