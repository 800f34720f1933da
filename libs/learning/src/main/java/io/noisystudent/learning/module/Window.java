package io.noisystudent.learning.module;

import io.noisystudent.networks.graph.Node;
import java.util.Arrays;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * How a convolution or a pooling moves over the axes behind batch and channels: strides, dilations and padding of a node.
 */
final class Window {
    final int axes;
    final long[] strides;
    final long[] dilations;
    private final long[] pads;
    private final String automatic;

    private Window(long[] strides, long[] dilations, long[] pads, String automatic) {
        axes = strides.length;
        this.strides = strides;
        this.dilations = dilations;
        this.pads = pads;
        this.automatic = automatic;
    }

    /** @param axes which a node that leaves its attributes out does not tell */
    static Window of(OperatorContext context, int axes) {
        Node node = context.node();
        Window window = new Window(
                node.intsAttribute("strides", repeated(axes, 1)),
                node.intsAttribute("dilations", repeated(axes, 1)),
                node.intsAttribute("pads", new long[2 * axes]),
                node.stringAttribute("auto_pad", "NOTSET"));
        if (window.axes != axes || window.dilations.length != axes || window.pads.length != 2 * axes) {
            throw context.unsupported(
                    "it has attributes of another number of axes than the " + axes + " of its window");
        }
        return window;
    }

    /** The same over an axis more, in front of the others, of one place. */
    Window overOneMore() {
        return new Window(
                behind(1, strides),
                behind(1, dilations),
                concat(behind(0, Arrays.copyOf(pads, axes)), behind(0, Arrays.copyOfRange(pads, axes, 2 * axes))),
                automatic);
    }

    /** A number in front of others. */
    static long[] behind(long first, long... others) {
        return concat(new long[] {first}, others);
    }

    private static long[] concat(long[] first, long[] second) {
        long[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    private static long[] repeated(int count, long value) {
        long[] values = new long[count];
        Arrays.fill(values, value);
        return values;
    }

    boolean isDilated() {
        return Arrays.stream(dilations).anyMatch(by -> by > 1);
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
        long[] before = Arrays.copyOf(around, axes);
        long[] behind = Arrays.copyOfRange(around, axes, 2 * axes);
        return Arrays.equals(before, behind)
                ? new Padded(values, before)
                : new Padded(Fit.pad(values, before, behind, 0), new long[axes]);
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
            long[] declared = new long[behind.length];
            Arrays.setAll(declared, axis -> Math.min(behind[axis], given[axis]));
            return declared;
        }

        /** Whether libtorch pads so itself: alike on both sides, and at most half a window. */
        boolean isLibtorchs(long[] kernel) {
            boolean half = true;
            for (int axis = 0; axis < kernel.length; axis++) {
                half &= 2 * before[axis] <= kernel[axis];
            }
            return half && Arrays.equals(before, given);
        }

        static Tensor pad(Tensor values, long[] before, long[] behind, double fill) {
            int axes = before.length;
            long[] lastAxisFirst = new long[2 * axes];
            for (int axis = 0; axis < axes; axis++) {
                lastAxisFirst[2 * (axes - 1 - axis)] = before[axis];
                lastAxisFirst[2 * (axes - 1 - axis) + 1] = behind[axis];
            }
            return torch.constant_pad_nd(values, lastAxisFirst, new Scalar(fill));
        }
    }

    /** @param ceiling whether a last window may reach beyond the padding; it must not begin there */
    Fit fit(Tensor values, long[] kernel, boolean ceiling) {
        long[] around = around(values, kernel);
        long[] behind = new long[axes];
        for (int axis = 0; axis < axes; axis++) {
            long size = values.size(2 + axis) + around[axis];
            long reach = (kernel[axis] - 1) * dilations[axis] + 1;
            long room = size + around[axis + axes] - reach;
            long steps = Math.floorDiv(ceiling ? room + strides[axis] - 1 : room, strides[axis]);
            if (ceiling && steps * strides[axis] >= size) {
                steps--;
            }
            behind[axis] = Math.max(0, steps * strides[axis] + reach - size);
        }
        return new Fit(Arrays.copyOf(around, axes), behind, Arrays.copyOfRange(around, axes, 2 * axes));
    }

    /** Padding in front of all axes, then behind them. */
    private long[] around(Tensor values, long[] kernel) {
        return switch (automatic) {
            case "NOTSET" -> pads;
            case "VALID" -> new long[2 * axes];
            default -> same(values, kernel);
        };
    }

    private long[] same(Tensor values, long[] kernel) {
        long[] around = new long[2 * axes];
        for (int axis = 0; axis < axes; axis++) {
            long size = values.size(2 + axis);
            long reach = (kernel[axis] - 1) * dilations[axis] + 1;
            long outputs = (size + strides[axis] - 1) / strides[axis];
            long total = Math.max(0, (outputs - 1) * strides[axis] + reach - size);
            long smaller = total / 2;
            around[axis] = automatic.equals("SAME_UPPER") ? smaller : total - smaller;
            around[axis + axes] = total - around[axis];
        }
        return around;
    }
}
