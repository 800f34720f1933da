package io.noisystudent.inference;

import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.networks.build.Networks;
import io.noisystudent.networks.graph.Attribute;
import io.noisystudent.networks.graph.ElementType;
import io.noisystudent.networks.graph.Graph;
import io.noisystudent.networks.graph.Node;
import io.noisystudent.networks.graph.Tensor;
import io.noisystudent.networks.onnx.OnnxWriter;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class TrialRunTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Graph GRAPH = Networks.build("small-cnn", new ImageShape(12, 12, 1), List.of("a", "b"), 1);

    @Test
    void shouldPassAGoodModel() {
        assertThatCode(() -> TrialRun.check(OnnxWriter.write(GRAPH), LIMIT)).doesNotThrowAnyException();
    }

    /** What is served need not be trainable: operators without gradient, and the newest operator set. */
    @Test
    void shouldPassAModelThatCanOnlyBeServed() {
        // Given
        Map<String, Tensor> initializers = new LinkedHashMap<>(GRAPH.initializers());
        initializers.put("step", Tensor.scalar(0.05f));
        initializers.put("zero", Tensor.ofBytes(ElementType.INT8, new long[0], ByteBuffer.allocate(1)));
        List<Node> nodes = new ArrayList<>();
        for (Node node : GRAPH.nodes()) {
            if (!node.operator().equals("Relu")) {
                nodes.add(node);
                continue;
            }
            String name = node.name();
            nodes.add(new Node(
                    name + ".q",
                    "QuantizeLinear",
                    List.of(node.inputs().get(0), "step", "zero"),
                    List.of(name + ".q"),
                    Map.of()));
            nodes.add(new Node(
                    name + ".dq",
                    "DequantizeLinear",
                    List.of(name + ".q", "step", "zero"),
                    List.of(name + ".dq"),
                    Map.of()));
            nodes.add(with(node, "Elu", List.of(name + ".dq"), Map.of()));
        }
        Graph graph = new Graph("g", 24, nodes, GRAPH.inputs(), GRAPH.outputs(), initializers, GRAPH.metadata());

        // Then
        assertThatCode(() -> TrialRun.check(OnnxWriter.write(graph), LIMIT)).doesNotThrowAnyException();
    }

    @Test
    void shouldRefuseNumbersThatAreNotFinite() {
        float[] bias = {Float.NaN, 0};
        Graph graph = GRAPH.withInitializers(Map.of("classifier.bias", Tensor.vector(bias)));
        assertRefused(graph, LIMIT, "logits hold NaN");
    }

    @Test
    void shouldRefuseASecondSoftmax() {
        List<Node> nodes = new ArrayList<>();
        for (Node node : GRAPH.nodes()) {
            if (!node.outputs().contains("logits")) {
                nodes.add(node);
                continue;
            }
            nodes.add(new Node(node.name(), node.operator(), node.inputs(), List.of("raw"), node.attributes()));
            nodes.add(new Node("inner", "Softmax", List.of("raw"), List.of("logits"), Map.of()));
        }
        Graph graph = new Graph(
                "g", GRAPH.opset(), nodes, GRAPH.inputs(), GRAPH.outputs(), GRAPH.initializers(), GRAPH.metadata());

        assertRefused(graph, LIMIT, "probabilities already");
    }

    @Test
    void shouldRefuseAModelThatDividesByTheSpreadOfAFlatImage() {
        String pixels = "";
        List<Node> nodes = new ArrayList<>();
        for (Node node : GRAPH.nodes()) {
            if (node.operator().equals("Cast")) {
                pixels = node.outputs().get(0);
            }
            nodes.add(
                    node.outputs().contains("logits")
                            ? new Node(node.name(), node.operator(), node.inputs(), List.of("raw"), node.attributes())
                            : node);
            if (node.outputs().contains("logits")) {
                nodes.add(mean("mean", pixels, 1, 1, 2));
                nodes.add(new Node("deviation", "Sub", List.of(pixels, "mean"), List.of("deviation"), Map.of()));
                nodes.add(new Node("above", "Relu", List.of("deviation"), List.of("above"), Map.of()));
                nodes.add(mean("rows", "above", 0, 2, 3));
                nodes.add(mean("spread", "rows", 1, 1));
                nodes.add(new Node("one", "Div", List.of("spread", "spread"), List.of("one"), Map.of()));
                nodes.add(new Node("product", "Mul", List.of("raw", "one"), List.of("logits"), Map.of()));
            }
        }
        assertRefused(withNodes(nodes), LIMIT, "on a black, a gray and a white image logits hold NaN");
    }

    private static Node mean(String name, String of, int keepDims, long... axes) {
        Map<String, Attribute> attributes = Map.of("axes", Attribute.ofInts(axes), "keepdims", Attribute.of(keepDims));
        return new Node(name, "ReduceMean", List.of(of), List.of(name), attributes);
    }

    @Test
    void shouldRefuseProbabilitiesThatAreNoSoftmax() {
        assertRefused(
                change("probabilities", node -> with(node, "Sigmoid", node.inputs(), Map.of())),
                LIMIT,
                "softmax of the logits");
    }

    @Test
    void shouldRefuseAModelWhoseImagesInfluenceEachOther() {
        Map<String, Attribute> overBatch = Map.of("axes", Attribute.ofInts(0), "keepdims", Attribute.of(1));
        Node mean = new Node("mean", "ReduceMean", List.of("stage1.1.conv"), List.of("mean"), overBatch);
        List<Node> nodes = new ArrayList<>();
        for (Node node : GRAPH.nodes()) {
            if (node.name().equals("stage1.1.norm")) {
                nodes.add(mean);
                nodes.add(with(node, "Sub", List.of("stage1.1.conv", "mean"), Map.of()));
            } else {
                nodes.add(node);
            }
        }
        assertRefused(withNodes(nodes), LIMIT, "other images of its batch");
    }

    @Test
    void shouldNameTheNodeThatCannotRun() {
        Graph graph =
                change("pool.flatten", node -> with(node, "Flatten", node.inputs(), Map.of("axis", Attribute.of(0))));
        assertThatThrownBy(() -> TrialRun.check(OnnxWriter.write(graph), LIMIT))
                .isInstanceOfSatisfying(NoisyStudentException.class, e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.BAD_GRAPH);
                    assertThat(e.subject()).isEqualTo("classifier");
                });
    }

    /** Constants of a million numbers whose sum by broadcasting has 10^12: a runtime would compute it on opening. */
    @Test
    void shouldNotComputeConstantsWithoutEnd() {
        // Given
        int million = 1 << 20;
        Map<String, Tensor> initializers = new LinkedHashMap<>(GRAPH.initializers());
        initializers.put("row", Tensor.ofFloats(new long[] {1, million}, new float[million]));
        initializers.put("column", Tensor.ofFloats(new long[] {million, 1}, new float[million]));
        List<Node> nodes = new ArrayList<>(GRAPH.nodes());
        nodes.add(new Node("bomb", "Add", List.of("row", "column"), List.of("bomb"), Map.of()));
        Graph graph = new Graph("g", 17, nodes, GRAPH.inputs(), GRAPH.outputs(), initializers, GRAPH.metadata());

        // Then
        assertThatThrownBy(() -> TrialRun.check(OnnxWriter.write(graph), LIMIT))
                .isInstanceOfSatisfying(NoisyStudentException.class, e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.MODEL_LIMITS);
                    assertThat(e.subject()).isEqualTo("bomb");
                });
    }

    @Test
    void shouldEndAModelThatTakesTooLong() {
        // Given: some seconds of work in few weights
        Graph slow = Networks.build("resnet-20", new ImageShape(512, 512, 3), List.of("a", "b"), 1);

        // Then
        assertRefused(slow, Duration.ofMillis(20), "failed on 3 images");
    }

    private static Graph change(String name, UnaryOperator<Node> change) {
        return withNodes(GRAPH.nodes().stream()
                .map(node -> node.name().equals(name) ? change.apply(node) : node)
                .toList());
    }

    private static Graph withNodes(List<Node> nodes) {
        return new Graph("changed", 17, nodes, GRAPH.inputs(), GRAPH.outputs(), GRAPH.initializers(), GRAPH.metadata());
    }

    private static Node with(Node node, String operator, List<String> inputs, Map<String, Attribute> attributes) {
        return new Node(node.name(), operator, inputs, node.outputs(), attributes);
    }

    private static void assertRefused(Graph graph, Duration limit, String... words) {
        assertThatThrownBy(() -> TrialRun.check(OnnxWriter.write(graph), limit))
                .isInstanceOfSatisfying(NoisyStudentException.class, e -> {
                    assertThat(e.code()).as(Arrays.toString(words)).isEqualTo(ErrorCode.TRIAL_RUN_FAILED);
                    assertThat(e.getMessage()).contains(words);
                });
    }
}
