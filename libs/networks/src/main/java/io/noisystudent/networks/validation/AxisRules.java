package io.noisystudent.networks.validation;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** Shapes of operators that cut, join, pad, scale or reduce along axes. */
final class AxisRules {
    /** Far beyond any padding, and far from overflow. */
    private static final long MAX_PAD = 1 << 20;

    private AxisRules() {}

    static long[] concat(NodeShapes node) {
        long[] result = node.input(0).clone();
        int axis = node.axis(node.node().intAttribute("axis", 0), result.length);
        for (int i = 1; i < node.node().inputs().size(); i++) {
            long[] next = node.input(i, result.length);
            for (int a = 0; a < result.length; a++) {
                node.require(
                        a == axis || next[a] == result[a],
                        "joins " + Arrays.toString(result) + " and " + Arrays.toString(next) + " along axis " + axis);
            }
            result[axis] = Math.addExact(result[axis], next[axis]);
        }
        return result;
    }

    static List<long[]> split(NodeShapes node) {
        long[] x = node.input(0);
        int axis = node.axis(node.node().intAttribute("axis", 0), x.length);
        int parts = node.node().outputs().size();
        long each = (x[axis] + parts - 1) / parts;
        long[] even = LongStream.range(0, parts)
                .map(i -> i < parts - 1 ? each : x[axis] - each * (parts - 1))
                .toArray();
        long[] sizes = node.numbers(1).orElse(even);
        node.require(
                sizes.length == parts
                        && Arrays.stream(sizes).allMatch(size -> size >= 0 && size <= x[axis])
                        && Arrays.stream(sizes).sum() == x[axis],
                "splits " + x[axis] + " into " + Arrays.toString(sizes) + " for " + parts + " outputs");
        return IntStream.range(0, parts).mapToObj(i -> with(x, axis, sizes[i])).toList();
    }

    static long[] slice(NodeShapes node) {
        return Arrays.stream(ranges(node)).mapToLong(Range::count).toArray();
    }

    /** Which places of an axis a Slice takes: {@code from}, {@code from + step} and so on. */
    record Range(long from, long step, long count) {}

    /** One per axis. */
    static Range[] ranges(NodeShapes node) {
        long[] x = node.input(0);
        long[] starts = node.numbers(1).orElseThrow(() -> node.bad("lacks its starts"));
        long[] ends = node.numbers(2).orElseThrow(() -> node.bad("lacks its ends"));
        long[] axes = node.numbers(3).orElse(LongStream.range(0, starts.length).toArray());
        long[] steps = node.numbers(4)
                .orElse(LongStream.generate(() -> 1).limit(starts.length).toArray());
        node.require(
                ends.length == starts.length && axes.length == starts.length && steps.length == starts.length,
                "has starts, ends, axes and steps of different lengths");
        Range[] ranges = new Range[x.length];
        Arrays.setAll(ranges, axis -> new Range(0, 1, x[axis]));
        for (int i = 0; i < starts.length; i++) {
            int axis = node.axis(axes[i], x.length);
            node.require(steps[i] != 0 && Math.abs(steps[i]) <= Integer.MAX_VALUE, "has step " + steps[i]);
            ranges[axis] = range(x[axis], starts[i], ends[i], steps[i]);
        }
        return ranges;
    }

    private static Range range(long size, long start, long end, long step) {
        long low = step > 0 ? 0 : -1;
        long high = step > 0 ? size : size - 1;
        long from = Math.min(Math.max(start < 0 ? start + size : start, Math.max(low, 0)), Math.max(high, 0));
        long to = Math.min(Math.max(end < 0 ? end + size : end, low), high);
        long distance = step > 0 ? to - from : from - to;
        long stride = Math.abs(step);
        return new Range(from, step, distance <= 0 || size == 0 ? 0 : (distance + stride - 1) / stride);
    }

    static long[] gather(NodeShapes node) {
        long[] x = node.input(0);
        long[] indices = node.input(1);
        int axis = node.axis(node.node().intAttribute("axis", 0), x.length);
        return LongStream.concat(
                        LongStream.concat(Arrays.stream(x, 0, axis), Arrays.stream(indices)),
                        Arrays.stream(x, axis + 1, x.length))
                .toArray();
    }

    static long[] pad(NodeShapes node) {
        long[] result = node.input(0).clone();
        long[] pads = node.numbers(1).orElseThrow(() -> node.bad("lacks its pads"));
        long[] axes = node.numbers(3).orElse(LongStream.range(0, result.length).toArray());
        node.require(pads.length == 2 * axes.length, "has " + pads.length + " pads for " + axes.length + " axes");
        for (int i = 0; i < axes.length; i++) {
            int axis = node.axis(axes[i], result.length);
            long before = pads[i];
            long behind = pads[i + axes.length];
            node.require(Math.max(Math.abs(before), Math.abs(behind)) <= MAX_PAD, "has pads " + Arrays.toString(pads));
            result[axis] += before + behind;
            node.require(result[axis] >= 0, "cuts more than there is by pads " + Arrays.toString(pads));
        }
        return result;
    }

    static long[] reduce(NodeShapes node) {
        long[] x = node.input(0);
        boolean keep = node.node().intAttribute("keepdims", 1) != 0;
        long[] axes = node.axes(1).orElse(new long[0]);
        if (axes.length == 0) {
            if (node.node().intAttribute("noop_with_empty_axes", 0) != 0) {
                return x;
            }
            axes = LongStream.range(0, x.length).toArray();
        }
        boolean[] reduced = new boolean[x.length];
        for (long axis : axes) {
            reduced[node.axis(axis, x.length)] = true;
        }
        return IntStream.range(0, x.length)
                .filter(i -> keep || !reduced[i])
                .mapToLong(i -> reduced[i] ? 1 : x[i])
                .toArray();
    }

    private static long[] with(long[] shape, int axis, long size) {
        long[] result = shape.clone();
        result[axis] = size;
        return result;
    }
}
