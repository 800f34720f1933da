package io.noisystudent.networks.validation;

import java.util.Arrays;

/** Shapes of convolutions and pooling, whose windows slide over the axes behind batch and channels. */
final class WindowRules {
    /** Sizes beyond make products overflow and mean nothing. */
    private static final long MAX_WINDOW = 1 << 16;

    private WindowRules() {}

    static long[] conv(NodeShapes node) {
        long[] x = node.input(0);
        long[] weight = node.input(1);
        node.require(
                x.length >= 3 && weight.length == x.length,
                "gets " + Arrays.toString(x) + " and weights " + Arrays.toString(weight));
        long[] kernel = Arrays.copyOfRange(weight, 2, weight.length);
        long groups = node.node().intAttribute("group", 1);
        node.require(
                groups >= 1 && weight[0] % groups == 0 && Shapes.size(weight[1], groups) == x[1],
                "has weights " + Arrays.toString(weight) + " in " + groups + " groups for " + x[1] + " channels");
        node.require(
                Arrays.equals(node.node().intsAttribute("kernel_shape", kernel), kernel),
                "has another kernel_shape than its weights, " + Arrays.toString(weight));
        if (node.node().input(2).isPresent()) {
            node.require(node.input(2, 1)[0] == weight[0], "has a bias that is not of " + weight[0] + " numbers");
        }
        long[] result = slide(node, x, kernel, false);
        result[1] = weight[0];
        node.addMultiplyAdds(Shapes.size(result), weight[1], Shapes.size(kernel));
        return result;
    }

    static long[] pool(NodeShapes node) {
        long[] x = node.input(0);
        node.require(x.length >= 3, "takes 3 or more axes and gets " + Arrays.toString(x));
        return slide(
                node, x, node.node().intsAttribute("kernel_shape"), node.node().intAttribute("ceil_mode", 0) != 0);
    }

    static long[] globalPool(NodeShapes node) {
        long[] result = node.input(0).clone();
        node.require(result.length >= 3, "takes 3 or more axes and gets " + Arrays.toString(result));
        Arrays.fill(result, 2, result.length, 1);
        return result;
    }

    private static long[] slide(NodeShapes node, long[] x, long[] kernel, boolean ceil) {
        int axes = x.length - 2;
        long[] strides = window(node, "strides", axes, 1, 1);
        long[] dilations = window(node, "dilations", axes, 1, 1);
        long[] pads = window(node, "pads", 2 * axes, 0, 0);
        node.require(kernel.length == axes, "has a kernel of " + kernel.length + " axes for " + axes);
        String auto = node.node().stringAttribute("auto_pad", "NOTSET");
        long[] result = x.clone();
        for (int i = 0; i < axes; i++) {
            node.require(kernel[i] >= 1 && kernel[i] <= MAX_WINDOW, "has a kernel of " + kernel[i]);
            long reach = (kernel[i] - 1) * dilations[i] + 1;
            if (auto.startsWith("SAME_")) {
                result[i + 2] = ceilDiv(x[i + 2], strides[i]);
                continue;
            }
            long padding = auto.equals("VALID") ? 0 : pads[i] + pads[i + axes];
            long room = x[i + 2] + padding - reach;
            node.require(room >= 0, "has a window of " + reach + " over " + (x[i + 2] + padding));
            long steps = ceil ? ceilDiv(room, strides[i]) : room / strides[i];
            // A last window that would begin in the padding behind is left out.
            if (ceil && steps * strides[i] >= x[i + 2] + pads[i]) {
                steps--;
            }
            result[i + 2] = steps + 1;
        }
        return result;
    }

    private static long[] window(NodeShapes node, String attribute, int length, long absent, long least) {
        long[] defaults = new long[length];
        Arrays.fill(defaults, absent);
        long[] values = node.node().intsAttribute(attribute, defaults);
        boolean valid = values.length == length
                && Arrays.stream(values).allMatch(value -> value >= least && value <= MAX_WINDOW);
        node.require(valid, "has " + attribute + " " + Arrays.toString(values));
        return values;
    }

    private static long ceilDiv(long a, long b) {
        return (a + b - 1) / b;
    }
}
