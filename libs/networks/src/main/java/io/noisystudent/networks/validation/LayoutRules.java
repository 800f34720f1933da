package io.noisystudent.networks.validation;

import java.util.Arrays;
import java.util.stream.LongStream;

/** Shapes of operators that keep, repeat or choose elements and change how they are arranged. */
final class LayoutRules {
    private static final int IMAGE_AXES = 4;
    private static final long MAX_BLOCK = 1 << 10;

    private LayoutRules() {}

    static long[] flatten(NodeShapes node) {
        long[] x = node.input(0);
        long axis = node.node().intAttribute("axis", 1);
        int cut = axis == x.length ? x.length : node.axis(axis, x.length);
        return new long[] {
            Shapes.size(Arrays.copyOf(x, cut)), Shapes.size(Arrays.copyOfRange(x, cut, x.length)),
        };
    }

    static long[] reshape(NodeShapes node) {
        long[] x = node.input(0);
        long[] wanted = node.numbers(1).orElseThrow(() -> node.bad("lacks its shape"));
        boolean zeroIsZero = node.node().intAttribute("allowzero", 0) != 0;
        long[] result = wanted.clone();
        int open = -1;
        for (int i = 0; i < result.length; i++) {
            if (result[i] == 0 && !zeroIsZero) {
                node.require(i < x.length, "copies axis " + i + " of " + Arrays.toString(x));
                result[i] = x[i];
            } else if (result[i] == -1) {
                node.require(open < 0, "has two open axes in " + Arrays.toString(wanted));
                open = i;
                result[i] = 1;
            }
            node.require(result[i] >= 0, "has the shape " + Arrays.toString(wanted));
        }
        long size = Shapes.size(x);
        if (open >= 0) {
            long others = Shapes.size(result);
            node.require(others > 0 && size % others == 0, misfit(x, wanted));
            result[open] = size / others;
        }
        node.require(Shapes.size(result) == size, misfit(x, wanted));
        return result;
    }

    static long[] transpose(NodeShapes node) {
        long[] x = node.input(0);
        return Arrays.stream(permutation(node)).map(i -> x[(int) i]).toArray();
    }

    static long[] permutation(NodeShapes node) {
        long[] x = node.input(0);
        long[] reversed =
                LongStream.range(0, x.length).map(i -> x.length - 1 - i).toArray();
        long[] permutation = node.node().intsAttribute("perm", reversed);
        long[] sorted = permutation.clone();
        Arrays.sort(sorted);
        node.require(
                Arrays.equals(sorted, LongStream.range(0, x.length).toArray()),
                "permutes " + Arrays.toString(x) + " by " + Arrays.toString(permutation));
        return permutation;
    }

    static long[] squeeze(NodeShapes node) {
        long[] x = node.input(0);
        boolean[] gone = new boolean[x.length];
        long[] ones = LongStream.range(0, x.length).filter(i -> x[(int) i] == 1).toArray();
        for (long axis : node.axes(1).orElse(ones)) {
            int counted = node.axis(axis, x.length);
            node.require(x[counted] == 1, "squeezes axis " + axis + " of " + Arrays.toString(x));
            gone[counted] = true;
        }
        return LongStream.range(0, x.length)
                .filter(i -> !gone[(int) i])
                .map(i -> x[(int) i])
                .toArray();
    }

    static long[] unsqueeze(NodeShapes node) {
        long[] x = node.input(0);
        long[] axes = node.axes(1).orElseThrow(() -> node.bad("lacks its axes"));
        long[] result = new long[x.length + axes.length];
        for (long axis : axes) {
            int counted = node.axis(axis, result.length);
            node.require(result[counted] == 0, "has axis " + axis + " twice");
            result[counted] = 1;
        }
        int next = 0;
        for (int i = 0; i < result.length; i++) {
            if (result[i] == 0) {
                result[i] = x[next++];
            }
        }
        return result;
    }

    static long[] constantOfShape(NodeShapes node) {
        return sizes(node, 0);
    }

    /** Broadcasting goes both ways: 1 in the wanted shape keeps the axis. */
    static long[] expand(NodeShapes node) {
        return ProductRules.broadcast(node, node.input(0), sizes(node, 1));
    }

    static long[] where(NodeShapes node) {
        return ProductRules.broadcast(node, ProductRules.broadcast(node, node.input(0), node.input(1)), node.input(2));
    }

    static long[] tile(NodeShapes node) {
        long[] result = node.input(0).clone();
        long[] repeats = node.numbers(1).orElseThrow(() -> node.bad("lacks its repeats"));
        node.require(
                repeats.length == result.length && Arrays.stream(repeats).allMatch(count -> count >= 0),
                "repeats " + Arrays.toString(result) + " by " + Arrays.toString(repeats));
        Arrays.setAll(result, axis -> Shapes.size(result[axis], repeats[axis]));
        return result;
    }

    static long[] depthToSpace(NodeShapes node) {
        long[] x = node.input(0, IMAGE_AXES);
        long block = blockSize(node);
        node.require(x[1] % (block * block) == 0, "divides " + x[1] + " channels by " + block + " squared");
        return new long[] {x[0], x[1] / (block * block), x[2] * block, x[3] * block};
    }

    static long[] spaceToDepth(NodeShapes node) {
        long[] x = node.input(0, IMAGE_AXES);
        long block = blockSize(node);
        node.require(
                x[2] % block == 0 && x[3] % block == 0, "divides " + Arrays.toString(x) + " into blocks of " + block);
        return new long[] {x[0], x[1] * block * block, x[2] / block, x[3] / block};
    }

    private static long blockSize(NodeShapes node) {
        long block = node.node().intAttribute("blocksize", 0);
        node.require(block > 0 && block <= MAX_BLOCK, "has a blocksize of " + block);
        return block;
    }

    private static long[] sizes(NodeShapes node, int position) {
        long[] sizes = node.numbers(position).orElseThrow(() -> node.bad("lacks its shape"));
        node.require(Arrays.stream(sizes).allMatch(size -> size >= 0), "has the shape " + Arrays.toString(sizes));
        return sizes;
    }

    private static String misfit(long[] x, long[] wanted) {
        return "reshapes " + Arrays.toString(x) + " into " + Arrays.toString(wanted);
    }
}
