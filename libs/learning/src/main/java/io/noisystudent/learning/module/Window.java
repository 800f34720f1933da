package io.noisystudent.learning.module;

import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.networks.graph.Node;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** How a convolution or a pooling moves over an image of (N, C, H, W): strides, dilations and padding of a node. */
final class Window {
    private static final int AXES = 2;
    private static final long[] NO_PADDING = {0, 0};

    final long[] strides;
    final long[] dilations;
    private final long[] pads;
    private final String automatic;
    private final OperatorContext context;

    Window(OperatorContext context) {
        Node node = context.node();
        this.context = context;
        strides = node.intsAttribute("strides", 1, 1);
        dilations = node.intsAttribute("dilations", 1, 1);
        pads = node.intsAttribute("pads", 0, 0, 0, 0);
        automatic = node.stringAttribute("auto_pad", "NOTSET");
        if (strides.length != AXES || dilations.length != AXES || pads.length != 2 * AXES) {
            throw context.unsupported("only images with two axes are");
        }
    }

    /**
     * The input of an operator.
     *
     * @param values padded already where libtorch's operators cannot do it
     * @param symmetric the padding that is left to them
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Padded(Tensor values, long[] symmetric) {}

    /** Pads with zeros. */
    Padded pad(Tensor values, long[] kernel) {
        long[] around = around(values, kernel);
        if (around[0] == around[2] && around[1] == around[3]) {
            return new Padded(values, new long[] {around[0], around[1]});
        }
        long[] lastAxisFirst = {around[1], around[3], around[0], around[2]};
        return new Padded(torch.constant_pad_nd(values, lastAxisFirst, new Scalar(0.0)), NO_PADDING);
    }

    /**
     * How the windows of a pooling lie on an image.
     *
     * @param before padding in front of each axis
     * @param behind padding up to the end of the last window
     * @param given padding behind as the node says it, which the last window may fall short of or reach beyond
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Fit(long[] before, long[] behind, long[] given) {

        /** The part of the padding behind that the node speaks of. */
        long[] declaredBehind() {
            return new long[] {Math.min(behind[0], given[0]), Math.min(behind[1], given[1])};
        }

        /** Whether libtorch pads so itself: alike on both sides, and at most half a window. */
        boolean isLibtorchs(long[] kernel) {
            return before[0] == given[0]
                    && before[1] == given[1]
                    && 2 * before[0] <= kernel[0]
                    && 2 * before[1] <= kernel[1];
        }

        static Tensor pad(Tensor values, long[] before, long[] behind, double fill) {
            long[] lastAxisFirst = {before[1], behind[1], before[0], behind[0]};
            return torch.constant_pad_nd(values, lastAxisFirst, new Scalar(fill));
        }
    }

    /** Refuses automatic padding beside what ONNX and ONNX Runtime count otherwise. */
    void requireOneReading(long[] kernel, boolean ceiling) {
        boolean same = automatic.startsWith("SAME_");
        if (same && (dilations[0] > 1 || dilations[1] > 1)) {
            throw twoReadings("dilations");
        }
        // Between such windows there is room, by which ONNX Runtime moves the first one.
        if (same && (strides[0] > kernel[0] + 1 || strides[1] > kernel[1] + 1)) {
            throw twoReadings("strides");
        }
        if (!automatic.equals("NOTSET") && ceiling) {
            throw twoReadings("ceil_mode");
        }
    }

    private NoisyStudentException twoReadings(String attribute) {
        return context.unsupported("its attribute " + attribute + " beside auto_pad " + automatic
                + " has two readings; write its padding as pads");
    }

    /** @param ceiling whether a last window may reach beyond the padding; it must not begin there */
    Fit fit(Tensor values, long[] kernel, boolean ceiling) {
        long[] around = around(values, kernel);
        long[] behind = new long[AXES];
        for (int axis = 0; axis < AXES; axis++) {
            long size = values.size(2 + axis) + around[axis];
            long reach = (kernel[axis] - 1) * dilations[axis] + 1;
            long room = size + around[axis + AXES] - reach;
            long steps = Math.floorDiv(ceiling ? room + strides[axis] - 1 : room, strides[axis]);
            if (ceiling && steps * strides[axis] >= size) {
                steps--;
            }
            behind[axis] = Math.max(0, steps * strides[axis] + reach - size);
        }
        return new Fit(new long[] {around[0], around[1]}, behind, new long[] {around[2], around[3]});
    }

    /** Padding as top, left, bottom, right. */
    private long[] around(Tensor values, long[] kernel) {
        if (values.dim() != 2 + AXES) {
            throw context.unsupported("its input has " + values.dim() + " axes; only images (N, C, H, W) are");
        }
        return switch (automatic) {
            case "NOTSET" -> pads;
            case "VALID" -> new long[2 * AXES];
            case "SAME_UPPER", "SAME_LOWER" -> same(values, kernel);
            default -> throw context.unsupported("auto_pad is " + automatic);
        };
    }

    private long[] same(Tensor values, long[] kernel) {
        long[] around = new long[2 * AXES];
        for (int axis = 0; axis < AXES; axis++) {
            long size = values.size(2 + axis);
            long reach = (kernel[axis] - 1) * dilations[axis] + 1;
            long outputs = (size + strides[axis] - 1) / strides[axis];
            long total = Math.max(0, (outputs - 1) * strides[axis] + reach - size);
            long smaller = total / 2;
            around[axis] = automatic.equals("SAME_UPPER") ? smaller : total - smaller;
            around[axis + AXES] = total - around[axis];
        }
        return around;
    }
}
