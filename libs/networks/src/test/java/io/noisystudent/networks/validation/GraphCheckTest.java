package io.noisystudent.networks.validation;

import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.networks.build.Networks;
import io.noisystudent.networks.graph.Attribute;
import io.noisystudent.networks.graph.Graph;
import io.noisystudent.networks.graph.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class GraphCheckTest {
    private static final Graph GRAPH = Networks.build("small-cnn", new ImageShape(12, 12, 1), List.of("a", "b"), 1);

    @ParameterizedTest
    @ValueSource(
            strings = {"Sinh", "GatherND", "ConvTranspose", "QuantizeLinear", "DequantizeLinear", "NonZero", "TopK"})
    void shouldServeMoreThanItTrains(String operator) {
        // Given
        Graph graph = withNode(new Node("odd", operator, List.of("logits"), List.of("odd"), Map.of()));

        // Then
        assertThatCode(() -> GraphCheck.served(graph)).doesNotThrowAnyException();
        assertRefused(graph, ErrorCode.UNSUPPORTED_OPERATOR, "node odd (" + operator + ")", "can label");
        assertThat(GraphCheck.servedOnly(graph)).hasValueSatisfying(warning -> {
            assertThat(warning.code()).isEqualTo(ErrorCode.UNSUPPORTED_OPERATOR);
            assertThat(warning.subject()).isEqualTo("odd");
        });
        assertThat(GraphCheck.servedOnly(GRAPH)).isEmpty();
    }

    @Test
    void shouldServeAndTrainEveryOperatorThatIsTrained() {
        for (OnnxOperator operator : OnnxOperator.values()) {
            assertThat(ServedOperators.contains(operator.onnxName()))
                    .as(operator.onnxName())
                    .isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {9, 26})
    void shouldTrainOnlyOperatorSetsItKnows(int opset) {
        Graph graph = new Graph(
                "g", opset, GRAPH.nodes(), GRAPH.inputs(), GRAPH.outputs(), GRAPH.initializers(), GRAPH.metadata());

        assertThatCode(() -> GraphCheck.served(graph)).doesNotThrowAnyException();
        assertRefused(graph, ErrorCode.UNSUPPORTED_OPERATOR, "operator set " + opset, "13 to 25");
    }

    @Test
    void shouldCountTheInputsAndOutputsOfWhatIsTrained() {
        assertRefused(relu(List.of("logits", "logits"), "z"), ErrorCode.BAD_GRAPH, "node z", "2 inputs");
        assertRefused(relu(List.of(""), "z"), ErrorCode.BAD_GRAPH, "node z", "lacks input 0");
        assertRefused(relu(List.of("logits"), "z", "more"), ErrorCode.BAD_GRAPH, "node z", "2 outputs");
    }

    /** What the trainer reads otherwise than a runtime, or not at all, is known before anything runs. */
    @ParameterizedTest
    @CsvSource({
        "MaxPool, auto_pad, UPPER",
        "Conv, auto_pad, UPPER",
        "Pad, mode, mirror",
        "Resize, mode, nearest_one",
        "Resize, nearest_mode, up",
        "Resize, coordinate_transformation_mode, tf_crop_and_resize",
        "Resize, keep_aspect_ratio_policy, crop",
        "DepthToSpace, mode, RCD",
        "Gelu, approximate, erf"
    })
    void shouldRefuseValuesOfAttributesThatTheTrainerDoesNotKnow(String operator, String attribute, String value) {
        List<String> inputs = operator.equals("Resize")
                ? List.of("logits", "", "logits")
                : operator.equals("Conv") || operator.equals("Pad") ? List.of("logits", "logits") : List.of("logits");
        Node node = new Node("odd", operator, inputs, List.of("odd"), Map.of(attribute, Attribute.of(value)));

        assertRefused(withNode(node), ErrorCode.UNSUPPORTED_OPERATOR, "node odd (" + operator + ")", attribute, value);
    }

    @Test
    void shouldRefuseElementTypesThatNoTrainedValueHas() {
        Node cast = new Node("odd", "Cast", List.of("logits"), List.of("odd"), Map.of("to", Attribute.of(17)));

        assertRefused(withNode(cast), ErrorCode.UNSUPPORTED_OPERATOR, "node odd (Cast)", "type 17");
    }

    @Test
    void shouldWarnOfANetworkWhoseShapesOnlyRunningItTells() {
        // Given
        List<Node> nodes = new ArrayList<>(GRAPH.nodes());
        nodes.add(new Node("counted", "Cast", List.of("logits"), List.of("count"), Map.of("to", Attribute.of(7))));
        nodes.add(new Node("odd", "Reshape", List.of("logits", "count"), List.of("odd"), Map.of()));

        // Then
        assertThat(GraphCheck.servedOnly(ModelWith.nodes(GRAPH, nodes)))
                .hasValueSatisfying(warning -> assertThat(warning.subject()).isEqualTo("odd"));
    }

    private static Graph relu(List<String> inputs, String... outputs) {
        return withNode(new Node(outputs[0], "Relu", inputs, List.of(outputs), Map.of()));
    }

    private static Graph withNode(Node node) {
        List<Node> nodes = new ArrayList<>(GRAPH.nodes());
        nodes.add(node);
        return ModelWith.nodes(GRAPH, nodes);
    }

    private static void assertRefused(Graph graph, ErrorCode code, String... words) {
        assertThatThrownBy(() -> GraphCheck.trainable(graph))
                .isInstanceOfSatisfying(
                        NoisyStudentException.class, e -> assertThat(e.code()).isEqualTo(code))
                .hasMessageContainingAll(words);
    }
}
