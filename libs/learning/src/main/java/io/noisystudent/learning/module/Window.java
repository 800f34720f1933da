package io.noisystudent.learning.module;

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
     * @param byHand whether {@code values} are padded
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Padded(Tensor values, long[] symmetric, boolean byHand) {}

    Padded pad(Tensor values, long[] kernel, double fill) {
        long[] around = around(values, kernel);
        if (around[0] == around[2] && around[1] == around[3]) {
            return new Padded(values, new long[] {around[0], around[1]}, false);
        }
        long[] lastAxisFirst = {around[1], around[3], around[0], around[2]};
        return new Padded(torch.constant_pad_nd(values, lastAxisFirst, new Scalar(fill)), NO_PADDING, true);
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
