package io.noisystudent.networks.validation;

import io.noisystudent.networks.graph.ElementType;
import io.noisystudent.networks.graph.Node;
import io.noisystudent.networks.graph.Tensor;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.LongBinaryOperator;
import java.util.stream.LongStream;

/**
 * Computes the small integer vectors that exporters use to say shapes, such as {@code Concat(Gather(Shape(x), 0), -1)}.
 *
 * <p>What it does not fold is simply not known; a node whose shape depends on it is then refused.
 */
final class IntegerFolding {
    private static final int MAX_NUMBERS = 64;

    private IntegerFolding() {}

    /** Whether a constant may say a shape, axes or scales. */
    static boolean isSmall(Tensor tensor) {
        boolean known = tensor.type() == ElementType.INT64
                || tensor.type() == ElementType.INT32
                || tensor.type() == ElementType.FLOAT;
        return known && tensor.rank() <= 1 && tensor.size() <= MAX_NUMBERS;
    }

    /** The numbers of the node's first output, if they can be known. */
    static Optional<Tensor> fold(NodeShapes node) {
        return switch (node.node().operator()) {
            case "Constant" -> constant(node.node()).filter(IntegerFolding::isSmall);
            case "Shape" -> Optional.of(Tensor.vector(shapeRange(node)));
            case "Identity", "Cast" -> castable(node) ? node.integers(0) : Optional.empty();
            case "Squeeze" -> node.integers(0).filter(x -> x.size() == 1).map(x -> Tensor.scalar(x.longs()[0]));
            case "Unsqueeze" -> node.integers(0).filter(x -> x.rank() == 0).map(x -> Tensor.vector(x.longs()));
            case "Concat" -> concat(node);
            case "Gather" -> gather(node);
            case "Slice" -> slice(node);
            case "Add" -> arithmetic(node, Long::sum);
            case "Sub" -> arithmetic(node, (a, b) -> a - b);
            case "Mul" -> arithmetic(node, (a, b) -> a * b);
            default -> Optional.empty();
        };
    }

    /** The dimensions that a Shape node gives, cut by its start and end. */
    static long[] shapeRange(NodeShapes node) {
        long[] shape = node.input(0);
        int start = clamp(node.node().intAttribute("start", 0), shape.length);
        int end = clamp(node.node().intAttribute("end", shape.length), shape.length);
        return Arrays.copyOfRange(shape, Math.min(start, end), end);
    }

    private static int clamp(long position, int rank) {
        long counted = position < 0 ? position + rank : position;
        return (int) Math.min(Math.max(counted, 0), rank);
    }

    private static Optional<Tensor> constant(Node node) {
        if (node.attributes().containsKey("value_int")) {
            return Optional.of(Tensor.scalar(node.intAttribute("value_int", 0)));
        }
        if (node.attributes().containsKey("value_ints")) {
            return Optional.of(Tensor.vector(node.intsAttribute("value_ints")));
        }
        return node.tensorAttribute("value");
    }

    private static boolean castable(NodeShapes node) {
        long to = node.node().intAttribute("to", ElementType.INT64.onnxCode());
        return to == ElementType.INT64.onnxCode();
    }

    private static Optional<Tensor> concat(NodeShapes node) {
        LongStream all = LongStream.empty();
        for (int i = 0; i < node.node().inputs().size(); i++) {
            Optional<Tensor> part = node.integers(i).filter(tensor -> tensor.rank() == 1);
            if (part.isEmpty()) {
                return Optional.empty();
            }
            all = LongStream.concat(all, Arrays.stream(part.get().longs()));
        }
        return Optional.of(Tensor.vector(all.toArray())).filter(IntegerFolding::isSmall);
    }

    private static Optional<Tensor> gather(NodeShapes node) {
        Optional<Tensor> data = node.integers(0).filter(tensor -> tensor.rank() == 1);
        Optional<Tensor> indices = node.integers(1);
        if (data.isEmpty() || indices.isEmpty()) {
            return Optional.empty();
        }
        long[] from = data.get().longs();
        long[] picked = Arrays.stream(indices.get().longs())
                .map(index -> from[node.axis(index, from.length)])
                .toArray();
        return Optional.of(Tensor.ofLongs(indices.get().dims(), picked));
    }

    private static Optional<Tensor> slice(NodeShapes node) {
        Optional<Tensor> data = node.integers(0).filter(tensor -> tensor.rank() == 1);
        boolean plain =
                node.numbers(4).map(steps -> steps.length == 1 && steps[0] == 1).orElse(true);
        if (data.isEmpty() || !plain) {
            return Optional.empty();
        }
        long[] from = data.get().longs();
        int start = clamp(node.numbers(1).orElseThrow()[0], from.length);
        int end = clamp(node.numbers(2).orElseThrow()[0], from.length);
        return Optional.of(Tensor.vector(Arrays.copyOfRange(from, Math.min(start, end), end)));
    }

    private static Optional<Tensor> arithmetic(NodeShapes node, LongBinaryOperator operator) {
        Optional<Tensor> a = node.integers(0);
        Optional<Tensor> b = node.integers(1);
        boolean fits = a.isPresent()
                && b.isPresent()
                && (a.get().size() == b.get().size() || b.get().size() == 1);
        if (!fits) {
            return Optional.empty();
        }
        long[] left = a.orElseThrow().longs();
        long[] right = b.orElseThrow().longs();
        long[] result = new long[left.length];
        for (int i = 0; i < left.length; i++) {
            result[i] = operator.applyAsLong(left[i], right[right.length == 1 ? 0 : i]);
        }
        return Optional.of(Tensor.ofLongs(a.orElseThrow().dims(), result));
    }
}
