package io.noisystudent.networks.validation;

import java.util.Arrays;

/** Shapes of elementwise arithmetic and of matrix products. */
final class ProductRules {
    private ProductRules() {}

    /** NumPy's broadcasting: axes from the right, 1 stretches. */
    static long[] broadcast(NodeShapes node, long[] a, long[] b) {
        long[] result = new long[Math.max(a.length, b.length)];
        for (int i = 1; i <= result.length; i++) {
            long left = i <= a.length ? a[a.length - i] : 1;
            long right = i <= b.length ? b[b.length - i] : 1;
            node.require(
                    left == right || left == 1 || right == 1,
                    "gets " + Arrays.toString(a) + " and " + Arrays.toString(b) + ", which do not fit");
            result[result.length - i] = left == 1 ? right : left;
        }
        return result;
    }

    /** Of any number of inputs. */
    static long[] broadcastAll(NodeShapes node) {
        long[] result = node.input(0);
        for (int i = 1; i < node.node().inputs().size(); i++) {
            result = broadcast(node, result, node.input(i));
        }
        return result;
    }

    static long[] gemm(NodeShapes node) {
        long[] a = node.input(0, 2);
        long[] b = node.input(1, 2);
        boolean transA = node.node().intAttribute("transA", 0) != 0;
        boolean transB = node.node().intAttribute("transB", 0) != 0;
        long rows = transA ? a[1] : a[0];
        long inner = transA ? a[0] : a[1];
        long columns = transB ? b[0] : b[1];
        long[] result = {rows, columns};
        requireInner(node, inner, transB ? b[1] : b[0]);
        if (node.node().input(2).isPresent()) {
            long[] bias = node.input(2);
            node.require(
                    Arrays.equals(broadcast(node, result, bias), result),
                    "has a bias of " + Arrays.toString(bias) + " for " + Arrays.toString(result));
        }
        node.addMultiplyAdds(rows, inner, columns);
        return result;
    }

    static long[] matMul(NodeShapes node) {
        long[] a = node.input(0);
        long[] b = node.input(1);
        node.require(a.length > 0 && b.length > 0, "takes no scalars");
        long[] left = a.length == 1 ? new long[] {1, a[0]} : a;
        long[] right = b.length == 1 ? new long[] {b[0], 1} : b;
        long rows = left[left.length - 2];
        long inner = left[left.length - 1];
        long columns = right[right.length - 1];
        requireInner(node, inner, right[right.length - 2]);
        long[] batch = broadcast(node, Arrays.copyOf(left, left.length - 2), Arrays.copyOf(right, right.length - 2));
        node.addMultiplyAdds(Shapes.size(batch), rows, inner, columns);
        long[] result = Arrays.copyOf(batch, batch.length + (a.length > 1 ? 1 : 0) + (b.length > 1 ? 1 : 0));
        int next = batch.length;
        if (a.length > 1) {
            result[next++] = rows;
        }
        if (b.length > 1) {
            result[next] = columns;
        }
        return result;
    }

    private static void requireInner(NodeShapes node, long left, long right) {
        node.require(left == right, "multiplies rows of " + left + " with columns of " + right);
    }
}
