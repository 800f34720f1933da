package io.noisystudent.networks.rewrite;

import io.noisystudent.networks.graph.Attribute;
import io.noisystudent.networks.graph.Dimension;
import io.noisystudent.networks.graph.ElementType;
import io.noisystudent.networks.graph.Graph;
import io.noisystudent.networks.graph.Node;
import io.noisystudent.networks.graph.Tensor;
import io.noisystudent.networks.graph.TensorSpec;
import io.noisystudent.networks.rewrite.ClassifierHead.Form;
import io.noisystudent.networks.testing.RuntimeOutputs;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/** ONNX Runtime gives the same for a graph and for its rewritten form. */
class RewritesTest {
    private static final float[] INPUT = {0.5f, -1f, 2f, 0.25f, 3f, -2f};

    static Stream<Arguments> rewrites() {
        Node sum = node("Add", "y", "x", "w");
        Map<String, Tensor> weights = Map.of("w", Tensor.ofFloats(new long[] {1, 3}, 1, 2, 3));
        Map<String, Attribute> value =
                Map.of("value", Attribute.of(Tensor.ofFloats(new long[] {3, 3}, 1, 2, 3, 4, 5, 6, 7, 8, 9)));
        return Stream.of(
                rewrite("needed nodes", NeededNodes::of, graph(17, weights, node("Neg", "dead", "x"), sum)),
                rewrite(
                        "weights that are constants",
                        WeightConstants::of,
                        graph(
                                17,
                                Map.of(),
                                new Node("w", "Constant", List.of(), List.of("w"), value),
                                node("MatMul", "y", "x", "w"))),
                rewrite(
                        "separated constants",
                        SeparatedConstants::of,
                        graph(
                                17,
                                Map.of("w", Tensor.vector(1f, 2f, 3f)),
                                node("Mul", "a", "x", "w"),
                                node("Add", "y", "a", "w"))),
                rewrite("free batch", FreeBatch::of, fixed()),
                rewrite(
                        "softmax of set 9",
                        RaisedOperatorSet::of,
                        graph(9, Map.of(), with(node("Softmax", "y", "x"), "axis", Attribute.of(0)))),
                rewrite(
                        "clip of set 7",
                        RaisedOperatorSet::of,
                        graph(7, Map.of(), with(node("Clip", "y", "x"), "max", Attribute.of(1f)))),
                rewrite(
                        "split of set 11",
                        RaisedOperatorSet::of,
                        graph(
                                11,
                                Map.of(),
                                new Node(
                                        "s",
                                        "Split",
                                        List.of("x"),
                                        List.of("a", "b"),
                                        Map.of("axis", Attribute.of(1), "split", Attribute.ofInts(1, 2))),
                                node("Add", "y", "a", "b"))),
                rewrite("a set that is newer", RaisedOperatorSet::of, graph(24, weights, sum)),
                rewrite("single precision", SinglePrecision::of, graph(17, halves(), cast("w", "h", 1), sum)),
                rewrite(
                        "quantized weights, which stay",
                        SinglePrecision::of,
                        graph(17, quantized(), node("DequantizeLinear", "w", "q", "scale", "zero"), sum)));
    }

    @ParameterizedTest
    @MethodSource("rewrites")
    void shouldComputeTheSame(String name, UnaryOperator<Graph> rewrite, Graph graph) {
        float[] expected = RuntimeOutputs.ofFloats(graph, INPUT, 2, 3);

        Graph rewritten = rewrite.apply(graph);

        float[] actual = RuntimeOutputs.ofFloats(rewritten, INPUT, 2, 3);
        assertThat(actual).as(name).hasSameSizeAs(expected);
        for (int i = 0; i < expected.length; i++) {
            assertThat(actual[i]).as(name).isCloseTo(expected[i], within(1e-6f));
        }
        assertThat(rewrite.apply(rewritten)).as("%s, once more", name).isEqualTo(rewritten);
    }

    @Test
    void shouldLeaveSharedLayersShared() {
        // Given: one layer that is used twice, with its bias, and two layers that an exporter gave one bias
        Map<String, Tensor> weights = Map.of(
                "w", Tensor.ofFloats(new long[] {3, 3}, 1, 0, 0, 0, 1, 0, 0, 0, 1),
                "v", Tensor.ofFloats(new long[] {3, 3}, 2, 0, 0, 0, 2, 0, 0, 0, 2),
                "b", Tensor.vector(1f, 2f, 3f));
        Graph graph = graph(
                17,
                weights,
                node("Gemm", "first", "x", "w", "b"),
                node("Gemm", "again", "first", "w", "b"),
                node("Gemm", "y", "again", "v", "b"));

        Graph separated = SeparatedConstants.of(graph);

        assertThat(separated.nodes()).extracting(node -> node.inputs().get(2)).containsExactly("b", "b", "b.separate");
        assertThat(separated.initializers().get("b.separate")).isEqualTo(weights.get("b"));
    }

    @Test
    void shouldReadEveryHalf() {
        short[] bits = {0x3c00, (short) 0xc000, 0x0001, 0x7bff, 0x7c00, (short) 0x8000};
        ByteBuffer bytes = ByteBuffer.allocate(12).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asShortBuffer().put(bits);
        Graph graph = graph(
                17,
                Map.of("h", Tensor.ofBytes(ElementType.FLOAT16, new long[] {2, 3}, bytes)),
                node("Identity", "y", "x"));

        float[] values = SinglePrecision.of(graph).initializers().get("h").floats();

        assertThat(values).containsExactly(1f, -2f, 0x1p-24f, 65504f, Float.POSITIVE_INFINITY, -0f);
    }

    @Test
    void shouldTellHeads() {
        Graph graph =
                graph(17, Map.of(), node("Neg", "logits", "x"), node("Softmax", "p", "logits"), node("Log", "y", "p"));

        assertThat(ClassifierHead.of(graph, "y")).isEqualTo(new ClassifierHead("logits", Form.LOG_PROBABILITIES));
        assertThat(ClassifierHead.of(graph, "p")).isEqualTo(new ClassifierHead("logits", Form.PROBABILITIES));
        assertThat(ClassifierHead.of(graph, "logits")).isEqualTo(new ClassifierHead("logits", Form.LOGITS));
    }

    private static Arguments rewrite(String name, UnaryOperator<Graph> rewrite, Graph graph) {
        return arguments(name, rewrite, graph);
    }

    private static Node node(String operator, String output, String... inputs) {
        return new Node("node." + output, operator, List.of(inputs), List.of(output), Map.of());
    }

    private static Node with(Node node, String name, Attribute value) {
        return new Node(node.name(), node.operator(), node.inputs(), node.outputs(), Map.of(name, value));
    }

    private static Node cast(String output, String input, long type) {
        return with(node("Cast", output, input), "to", Attribute.of(type));
    }

    private static Map<String, Tensor> halves() {
        ByteBuffer bytes = ByteBuffer.allocate(6).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asShortBuffer().put(new short[] {0x3c00, 0x3555, (short) 0xb266});
        return Map.of("h", Tensor.ofBytes(ElementType.FLOAT16, new long[] {1, 3}, bytes));
    }

    private static Map<String, Tensor> quantized() {
        return Map.of(
                "q", Tensor.ofBytes(ElementType.INT8, new long[] {1, 3}, ByteBuffer.wrap(new byte[] {5, -7, 100})),
                "scale", Tensor.scalar(0.1f),
                "zero", Tensor.ofBytes(ElementType.INT8, new long[0], ByteBuffer.wrap(new byte[] {3})));
    }

    /** For two rows, with their number in the shape. */
    private static Graph fixed() {
        Graph free = graph(17, Map.of("shape", Tensor.vector(2L, 3L)), node("Reshape", "y", "x", "shape"));
        return new Graph(
                "fixed",
                17,
                free.nodes(),
                List.of(new TensorSpec("x", ElementType.FLOAT, List.of(Dimension.of(2), Dimension.of(3)))),
                free.outputs(),
                free.initializers(),
                Map.of());
    }

    private static Graph graph(int opset, Map<String, Tensor> initializers, Node... nodes) {
        List<Dimension> rows = List.of(Dimension.of("N"), Dimension.of(""));
        return new Graph(
                "graph",
                opset,
                List.of(nodes),
                List.of(new TensorSpec("x", ElementType.FLOAT, List.of(Dimension.of("N"), Dimension.of(3)))),
                List.of(new TensorSpec("y", ElementType.FLOAT, rows)),
                initializers,
                Map.of());
    }
}
