package io.noisystudent.networks.validation;

import io.noisystudent.networks.graph.Attribute;
import io.noisystudent.networks.graph.ElementType;
import io.noisystudent.networks.graph.Node;
import io.noisystudent.networks.graph.Tensor;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.LongStream;

/**
 * Computes the few numbers with which exporters say shapes and paddings, such as {@code Concat(Gather(Shape(x), 0),
 * -1)}; truth is 1 and 0.
 *
 * <p>What it does not fold is simply not known; a node whose shape depends on it is then refused.
 */
final class NumberFolding {
    private static final int MAX_NUMBERS = 64;
    /** Paddings are listed as pairs before they are turned round. */
    private static final int MAX_AXES = 2;

    private NumberFolding() {}

    /** Whether a constant may say a shape, axes or scales. */
    static boolean isSmall(Tensor tensor) {
        boolean known = tensor.type() == ElementType.INT64
                || tensor.type() == ElementType.INT32
                || tensor.type() == ElementType.FLOAT;
        return known && tensor.rank() <= MAX_AXES && tensor.size() <= MAX_NUMBERS;
    }

    /** The numbers of the node's first output, if they can be known. */
    static Optional<Tensor> fold(NodeShapes node) {
        Optional<Tensor> x = node.node().inputs().isEmpty() ? Optional.empty() : node.known(0);
        Optional<Tensor> folded =
                switch (node.node().operator()) {
                    case "Constant" -> constant(node.node());
                    case "ConstantOfShape" -> constantOfShape(node);
                    case "Shape" -> Optional.of(Tensor.vector(shapeRange(node)));
                    case "Identity" -> x;
                    case "Cast" -> x.flatMap(from -> NumberArithmetic.cast(from, node.node()));
                    case "Squeeze" -> rearranged(x, node, LayoutRules::squeeze);
                    case "Unsqueeze" -> rearranged(x, node, LayoutRules::unsqueeze);
                    case "Reshape" -> rearranged(x, node, LayoutRules::reshape);
                    case "Expand" -> x.flatMap(from -> expand(from, node));
                    case "Concat" -> concat(node);
                    case "Gather" -> gather(node);
                    case "Slice" -> x.map(from -> NumberLayout.slice(from, node));
                    case "Range" -> range(node);
                    case "Transpose" -> x.map(from -> NumberLayout.transpose(from, node));
                    default -> NumberArithmetic.fold(node);
                };
        return folded.filter(NumberFolding::isSmall);
    }

    /** The dimensions that a Shape node gives, cut by its start and end. */
    static long[] shapeRange(NodeShapes node) {
        long[] shape = node.input(0);
        int start = clamp(node.node().intAttribute("start", 0), shape.length);
        int end = clamp(node.node().intAttribute("end", shape.length), shape.length);
        return Arrays.copyOfRange(shape, Math.min(start, end), end);
    }

    /** How many numbers a Range has. */
    static long rangeCount(NodeShapes node) {
        double start = number(node, 0);
        double limit = number(node, 1);
        double delta = number(node, 2);
        node.require(delta != 0, "has a delta of 0");
        return (long) Math.max(0, Math.ceil((limit - start) / delta));
    }

    private static double number(NodeShapes node, int position) {
        Tensor value = node.known(position)
                .filter(tensor -> tensor.size() == 1)
                .orElseThrow(() -> node.unknown("has a shape that depends on computed numbers, "
                        + node.node().inputs().get(position)));
        return value.type() == ElementType.FLOAT ? value.floats()[0] : value.longs()[0];
    }

    private static Optional<Tensor> range(NodeShapes node) {
        long count = rangeCount(node);
        if (count > MAX_NUMBERS || node.integers(0).isEmpty()) {
            return Optional.empty();
        }
        long start = (long) number(node, 0);
        long delta = (long) number(node, 2);
        return Optional.of(Tensor.vector(
                LongStream.range(0, count).map(i -> start + i * delta).toArray()));
    }

    private static int clamp(long position, int rank) {
        long counted = position < 0 ? position + rank : position;
        return (int) Math.min(Math.max(counted, 0), rank);
    }

    private static Optional<Tensor> constant(Node node) {
        if (node.attributes().containsKey("value_int")) {
            return Optional.of(Tensor.scalar(node.intAttribute("value_int", 0)));
        }
        if (node.attributes().containsKey("value_float")) {
            return Optional.of(Tensor.scalar(node.floatAttribute("value_float", 0)));
        }
        if (node.attributes().containsKey("value_ints")) {
            return Optional.of(Tensor.vector(node.intsAttribute("value_ints")));
        }
        if (node.attributes().get("value_floats") instanceof Attribute.FloatsValue floats) {
            float[] values = new float[floats.values().size()];
            for (int i = 0; i < values.length; i++) {
                values[i] = floats.values().get(i);
            }
            return Optional.of(Tensor.vector(values));
        }
        return node.tensorAttribute("value");
    }

    private static Optional<Tensor> constantOfShape(NodeShapes node) {
        long[] shape = LayoutRules.constantOfShape(node);
        Tensor fill = node.node().tensorAttribute("value").orElse(Tensor.vector(0f));
        return isSmall(fill) && fill.size() == 1 ? repeated(fill, shape) : Optional.empty();
    }

    private static Optional<Tensor> expand(Tensor from, NodeShapes node) {
        return from.size() == 1 ? repeated(from, LayoutRules.expand(node)) : Optional.empty();
    }

    private static Optional<Tensor> repeated(Tensor one, long[] shape) {
        if (shape.length > MAX_AXES || Shapes.size(shape) > MAX_NUMBERS) {
            return Optional.empty();
        }
        int[] firsts = new int[(int) Shapes.size(shape)];
        return Optional.of(NumberArithmetic.picked(one, firsts, shape));
    }

    private interface Rearrangement {
        long[] shape(NodeShapes node);
    }

    private static Optional<Tensor> rearranged(Optional<Tensor> x, NodeShapes node, Rearrangement rule) {
        if (x.isEmpty()) {
            return Optional.empty();
        }
        Tensor from = x.get();
        long[] shape = rule.shape(node);
        return Optional.of(Tensor.ofBytes(from.type(), shape, from.data()));
    }

    private static Optional<Tensor> concat(NodeShapes node) {
        Optional<Tensor> joined = node.known(0).filter(tensor -> tensor.rank() == 1);
        for (int i = 1; i < node.node().inputs().size(); i++) {
            Optional<Tensor> part = node.known(i).filter(tensor -> tensor.rank() == 1);
            joined = joined.flatMap(before -> part.flatMap(next -> NumberArithmetic.joined(before, next)))
                    .filter(NumberFolding::isSmall);
        }
        return joined;
    }

    private static Optional<Tensor> gather(NodeShapes node) {
        Optional<Tensor> data = node.known(0).filter(tensor -> tensor.rank() == 1);
        Optional<Tensor> indices = node.integers(1);
        if (data.isEmpty() || indices.isEmpty()) {
            return Optional.empty();
        }
        int length = data.get().size();
        int[] picked = Arrays.stream(indices.get().longs())
                .mapToInt(index -> node.axis(index, length))
                .toArray();
        return Optional.of(
                NumberArithmetic.picked(data.get(), picked, indices.get().dims()));
    }
}
