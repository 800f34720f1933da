package io.noisystudent.networks.validation;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.LongStream;

/**
 * The shape and the scales of a Resize.
 *
 * @param sizes of the output
 * @param scales of the output to the input as the node says them, one per axis
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record ResizeRule(long[] sizes, float[] scales) {
    private static final long MAX_SCALE = 1 << 20;

    /** The policy without regard to the ratio of the axes. */
    public static final String STRETCH = "stretch";

    static long[] output(NodeShapes node) {
        long[] x = node.input(0);
        int[] axes = Arrays.stream(node.node()
                        .intsAttribute("axes", LongStream.range(0, x.length).toArray()))
                .mapToInt(axis -> node.axis(axis, x.length))
                .toArray();
        if (node.node().input(3).isPresent()) {
            long[] sizes = node.numbers(3).orElseThrow(() -> node.bad("lacks its sizes"));
            node.require(
                    sizes.length == axes.length && Arrays.stream(sizes).allMatch(size -> size >= 0),
                    "has sizes " + Arrays.toString(sizes) + " for " + Arrays.toString(x));
            return ofSizes(x, axes, sizes, policy(node)).sizes();
        }
        Optional<float[]> known = node.floats(2).filter(scales -> scales.length > 0);
        float[] scales = known.orElseThrow(() -> node.unknown("has scales that are computed"));
        node.require(scales.length == axes.length, "has " + scales.length + " scales for " + axes.length + " axes");
        for (float scale : scales) {
            node.require(scale > 0 && scale <= MAX_SCALE, "has scale " + scale);
        }
        requireOneReading(node, x, axes, scales);
        return ofScales(x, axes, scales).sizes();
    }

    private static String policy(NodeShapes node) {
        return node.node().stringAttribute("keep_aspect_ratio_policy", STRETCH);
    }

    /** ONNX places the last corner at the fraction, ONNX Runtime at the whole number. */
    private static void requireOneReading(NodeShapes node, long[] x, int[] axes, float... scales) {
        boolean aligned = node.node()
                .stringAttribute("coordinate_transformation_mode", "half_pixel")
                .equals("align_corners");
        for (int i = 0; i < axes.length; i++) {
            float outputs = x[axes[i]] * scales[i];
            if (aligned && outputs != (long) outputs) {
                throw node.unsupported(
                        "cannot be trained: its attribute coordinate_transformation_mode is align_corners, and scale "
                                + scales[i]
                                + " makes " + outputs + " out of " + x[axes[i]]
                                + ", of which there are two readings; give sizes instead of scales");
            }
        }
    }

    /** In float32, as ONNX Runtime computes it: 10 * 0.7 is 7. */
    public static ResizeRule ofScales(long[] x, int[] axes, float... scales) {
        long[] sizes = x.clone();
        float[] all = ones(x.length);
        for (int i = 0; i < axes.length; i++) {
            sizes[axes[i]] = (long) (x[axes[i]] * scales[i]);
            all[axes[i]] = scales[i];
        }
        return new ResizeRule(sizes, all);
    }

    /** @param policy stretch, not_larger or not_smaller; the last two keep the ratio of the axes */
    public static ResizeRule ofSizes(long[] x, int[] axes, long[] wanted, String policy) {
        long[] sizes = x.clone();
        float[] scales = ones(x.length);
        float common = policy.equals("not_smaller") ? 0 : Float.MAX_VALUE;
        for (int i = 0; i < axes.length; i++) {
            scales[axes[i]] = wanted[i] / (float) x[axes[i]];
            sizes[axes[i]] = wanted[i];
            common = policy.equals("not_smaller")
                    ? Math.max(common, scales[axes[i]])
                    : Math.min(common, scales[axes[i]]);
        }
        if (!policy.equals(STRETCH)) {
            for (int axis : axes) {
                scales[axis] = common;
                sizes[axis] = Math.round(common * x[axis]);
            }
        }
        return new ResizeRule(sizes, scales);
    }

    private static float[] ones(int axes) {
        float[] ones = new float[axes];
        Arrays.fill(ones, 1);
        return ones;
    }
}
