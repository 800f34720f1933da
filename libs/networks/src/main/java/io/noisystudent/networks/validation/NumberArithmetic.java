package io.noisystudent.networks.validation;

import io.noisystudent.networks.graph.ElementType;
import io.noisystudent.networks.graph.Node;
import io.noisystudent.networks.graph.Tensor;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.function.LongBinaryOperator;
import java.util.stream.LongStream;

/** Arithmetic on the few numbers that are known before running: integers as 64 bits, floats rounded to 32. */
final class NumberArithmetic {
    private NumberArithmetic() {}

    static Optional<Tensor> fold(NodeShapes node) {
        return switch (node.node().operator()) {
            case "Add" -> binary(node, Long::sum, Double::sum);
            case "Sub" -> binary(node, (a, b) -> a - b, (a, b) -> a - b);
            case "Mul" -> binary(node, (a, b) -> a * b, (a, b) -> a * b);
            case "Div" -> dividesByZero(node) ? Optional.empty() : binary(node, (a, b) -> a / b, (a, b) -> a / b);
            case "Mod" -> dividesByZero(node) ? Optional.empty() : mod(node);
            case "Max" -> node.node().inputs().size() == 2 ? binary(node, Math::max, Math::max) : Optional.empty();
            case "Min" -> node.node().inputs().size() == 2 ? binary(node, Math::min, Math::min) : Optional.empty();
            case "Neg" ->
                node.integers(0)
                        .map(from -> Tensor.ofLongs(
                                from.dims(),
                                LongStream.of(from.longs())
                                        .map(number -> -number)
                                        .toArray()));
            case "Not" ->
                node.integers(0)
                        .map(from -> Tensor.ofLongs(
                                from.dims(),
                                LongStream.of(from.longs())
                                        .map(truth -> truth == 0 ? 1 : 0)
                                        .toArray()));
            case "And" -> compared(node, (a, b) -> a != 0 && b != 0, (a, b) -> false);
            case "Or" -> compared(node, (a, b) -> a != 0 || b != 0, (a, b) -> false);
            case "Equal" -> compared(node, (a, b) -> a == b, (a, b) -> a == b);
            case "Greater" -> compared(node, (a, b) -> a > b, (a, b) -> a > b);
            case "GreaterOrEqual" -> compared(node, (a, b) -> a >= b, (a, b) -> a >= b);
            case "Less" -> compared(node, (a, b) -> a < b, (a, b) -> a < b);
            case "LessOrEqual" -> compared(node, (a, b) -> a <= b, (a, b) -> a <= b);
            case "Ceil" -> rounded(node, Math::ceil);
            case "Floor" -> rounded(node, Math::floor);
            case "Clip" -> clip(node);
            case "Where" -> where(node);
            default -> Optional.empty();
        };
    }

    static Optional<Tensor> cast(Tensor from, Node node) {
        long to = node.intAttribute("to", 0);
        if (to == ElementType.INT64.onnxCode() || to == ElementType.INT32.onnxCode()) {
            return Optional.of(whole(from));
        }
        return to == ElementType.FLOAT.onnxCode() ? Optional.of(real(from)) : Optional.empty();
    }

    /** The elements at those places, in that shape. */
    static Tensor picked(Tensor from, int[] places, long... shape) {
        if (from.type() == ElementType.FLOAT) {
            float[] values = from.floats();
            float[] picked = new float[places.length];
            for (int i = 0; i < places.length; i++) {
                picked[i] = values[places[i]];
            }
            return Tensor.ofFloats(shape, picked);
        }
        long[] values = from.longs();
        return Tensor.ofLongs(
                shape, Arrays.stream(places).mapToLong(place -> values[place]).toArray());
    }

    /** Two vectors of one type, one behind the other. */
    static Optional<Tensor> joined(Tensor first, Tensor second) {
        if (first.type() != second.type()) {
            return Optional.empty();
        }
        ByteBuffer bytes =
                ByteBuffer.allocate(first.data().remaining() + second.data().remaining());
        bytes.put(first.data()).put(second.data()).flip();
        return Optional.of(Tensor.ofBytes(first.type(), new long[] {first.size() + second.size()}, bytes));
    }

    private static Tensor whole(Tensor from) {
        if (from.type() != ElementType.FLOAT) {
            return Tensor.ofLongs(from.dims(), from.longs());
        }
        float[] values = from.floats();
        long[] result = new long[values.length];
        for (int i = 0; i < values.length; i++) {
            result[i] = (long) values[i];
        }
        return Tensor.ofLongs(from.dims(), result);
    }

    private static Tensor real(Tensor from) {
        if (from.type() == ElementType.FLOAT) {
            return from;
        }
        long[] values = from.longs();
        float[] result = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            result[i] = values[i];
        }
        return Tensor.ofFloats(from.dims(), result);
    }

    private static boolean dividesByZero(NodeShapes node) {
        return node.integers(1)
                .map(by -> LongStream.of(by.longs()).anyMatch(number -> number == 0))
                .orElse(false);
    }

    private static Optional<Tensor> binary(NodeShapes node, LongBinaryOperator whole, DoubleBinaryOperator real) {
        Optional<Tensor> a = node.known(0);
        Optional<Tensor> b = node.known(1);
        if (a.isEmpty() || b.isEmpty() || isReal(a.get()) != isReal(b.get())) {
            return Optional.empty();
        }
        long[] shape = ProductRules.broadcast(node, a.get().dims(), b.get().dims());
        int size = (int) Shapes.size(shape);
        if (!spreads(a.get(), size) || !spreads(b.get(), size)) {
            return Optional.empty();
        }
        if (!isReal(a.get())) {
            long[] left = a.get().longs();
            long[] right = b.get().longs();
            long[] result = new long[size];
            Arrays.setAll(result, i -> whole.applyAsLong(left[at(i, left.length)], right[at(i, right.length)]));
            return Optional.of(Tensor.ofLongs(shape, result));
        }
        float[] left = a.get().floats();
        float[] right = b.get().floats();
        float[] result = new float[size];
        for (int i = 0; i < size; i++) {
            result[i] = (float) real.applyAsDouble(left[at(i, left.length)], right[at(i, right.length)]);
        }
        return Optional.of(Tensor.ofFloats(shape, result));
    }

    private interface OfWhole {
        boolean holds(long a, long b);
    }

    private interface OfReal {
        boolean holds(double a, double b);
    }

    private static Optional<Tensor> compared(NodeShapes node, OfWhole whole, OfReal real) {
        return binary(node, (a, b) -> whole.holds(a, b) ? 1 : 0, (a, b) -> real.holds(a, b) ? 1 : 0)
                .map(NumberArithmetic::whole);
    }

    /** With the sign of the divisor, unless the node takes C's remainder. */
    private static Optional<Tensor> mod(NodeShapes node) {
        boolean ofC = node.node().intAttribute("fmod", 0) != 0;
        return binary(
                node, (a, b) -> ofC ? a % b : Math.floorMod(a, b), (a, b) -> ofC ? a % b : a - b * Math.floor(a / b));
    }

    private static Optional<Tensor> rounded(NodeShapes node, DoubleUnaryOperator rounding) {
        return node.floats(0).map(values -> {
            float[] result = new float[values.length];
            for (int i = 0; i < values.length; i++) {
                result[i] = (float) rounding.applyAsDouble(values[i]);
            }
            return Tensor.ofFloats(node.input(0), result);
        });
    }

    private static Optional<Tensor> clip(NodeShapes node) {
        Optional<float[]> low = node.floats(1);
        Optional<float[]> high = node.floats(2);
        boolean known = node.node().input(1).isPresent() == low.isPresent()
                && node.node().input(2).isPresent() == high.isPresent();
        if (!known || node.floats(0).isEmpty()) {
            return Optional.empty();
        }
        float[] result = node.floats(0).get();
        for (int i = 0; i < result.length; i++) {
            float least = low.isPresent() ? low.get()[0] : Float.NEGATIVE_INFINITY;
            float most = high.isPresent() ? high.get()[0] : Float.POSITIVE_INFINITY;
            result[i] = Math.min(Math.max(result[i], least), most);
        }
        return Optional.of(Tensor.ofFloats(node.input(0), result));
    }

    private static Optional<Tensor> where(NodeShapes node) {
        Optional<Tensor> condition = node.integers(0);
        Optional<Tensor> yes = node.known(1);
        Optional<Tensor> no = node.known(2);
        if (condition.isEmpty() || yes.isEmpty() || no.isEmpty()) {
            return Optional.empty();
        }
        long[] shape = LayoutRules.where(node);
        int size = (int) Shapes.size(shape);
        if (!spreads(condition.get(), size) || !spreads(yes.get(), size) || !spreads(no.get(), size)) {
            return Optional.empty();
        }
        long[] truth = condition.get().longs();
        int yeses = yes.get().size();
        int noes = no.get().size();
        int[] places = new int[size];
        Arrays.setAll(places, i -> truth[at(i, truth.length)] != 0 ? at(i, yeses) : yeses + at(i, noes));
        return joined(flat(yes.get()), flat(no.get())).map(both -> picked(both, places, shape));
    }

    private static boolean isReal(Tensor tensor) {
        return tensor.type() == ElementType.FLOAT;
    }

    private static Tensor flat(Tensor tensor) {
        return Tensor.ofBytes(tensor.type(), new long[] {tensor.size()}, tensor.data());
    }

    /** Broadcasting of one number to all, or of none; more is not needed to say shapes. */
    private static boolean spreads(Tensor tensor, int size) {
        return tensor.size() == 1 || tensor.size() == size;
    }

    /** Where one number stands for all. */
    private static int at(int position, int length) {
        return length == 1 ? 0 : position;
    }
}
