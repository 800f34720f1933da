package io.noisystudent.networks.validation;

import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.Warning;
import io.noisystudent.networks.build.Networks;
import io.noisystudent.networks.graph.Graph;
import io.noisystudent.networks.graph.ModelMetadata;
import io.noisystudent.networks.graph.Node;
import io.noisystudent.networks.testing.RuntimeOutputs;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class FoldedNormalizationTest {
    private static final ImageShape IMAGE = new ImageShape(16, 16, 3);

    /** In pre-activation networks only the second normalization of each block can be folded. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "small-cnn",
                "resnet-8",
                "resnet-18-small",
                "resnet-50-small",
                "wrn-16-2",
                "efficientnet-b0-small"
            })
    void shouldRecognizeFoldedNetworksThatLabelAsBefore(String network) {
        // Given
        Graph graph = FoldedGraphs.trained(Networks.build(network, IMAGE, List.of("a", "b"), 1));
        Graph folded = FoldedGraphs.fold(graph);
        assertThat(folded.nodes()).hasSizeLessThan(graph.nodes().size());
        assertSameLogits(folded, graph);

        // When
        Warning warning = FoldedNormalization.warning(folded).orElseThrow();

        // Then
        assertThat(warning.code()).isEqualTo(ErrorCode.FOLDED_NORMALIZATION);
        assertThat(warning.subject()).isEqualTo(network);
        assertThat(warning.message()).contains("optimize=False", "TrainingMode.PRESERVE", "do_constant_folding=True");
        assertThat(FoldedNormalization.warning(graph)).isEmpty();
    }

    @Test
    void shouldNameTheOptionOfTheExporterThatWroteTheFile() {
        Graph folded = FoldedGraphs.fold(Networks.build("small-cnn", IMAGE, List.of("a", "b"), 1));
        List<Node> renamed = folded.nodes().stream()
                .map(node -> new Node(
                        "node_" + node.name(), node.operator(), node.inputs(), node.outputs(), node.attributes()))
                .toList();

        assertThat(advice(folded, "pytorch 2.15.0")).contains("dynamo=False").doesNotContain("optimize=False");
        assertThat(advice(ModelWith.nodes(folded, renamed), "pytorch 2.15.0"))
                .contains("pytorch 2.15.0 wrote the file", "optimize=False")
                .doesNotContain("TrainingMode");
        assertThat(advice(folded, "tf2onnx 1.17.0")).contains("no option of it").doesNotContain("torch.onnx");
    }

    private static String advice(Graph graph, String exporter) {
        Graph signed = graph.withMetadata(Map.of(ModelMetadata.EXPORTER, exporter));
        return FoldedNormalization.warning(signed).orElseThrow().message();
    }

    @ParameterizedTest
    @ValueSource(strings = {"mlp", "resnet-110", "wrn-10-1", "resnet-34", "efficientnet-b1", "efficientnet-b2-small"})
    void shouldLeaveOtherNetworksAlone(String network) {
        Graph graph = Networks.build(network, IMAGE, List.of("a", "b"), 1);

        assertThat(FoldedNormalization.warning(graph)).isEmpty();
    }

    /** Convolutions of transformers and of ConvNeXt have biases by right. */
    @ParameterizedTest
    @ValueSource(strings = {"LayerNormalization", "Sqrt"})
    void shouldNotWarnWhereFeaturesAreNormalized(String operator) {
        // Given
        Graph folded = FoldedGraphs.fold(Networks.build("small-cnn", IMAGE, List.of("a", "b"), 1));
        List<Node> nodes = new ArrayList<>(folded.nodes());
        List<String> inputs = operator.equals("Sqrt") ? List.of("logits") : List.of("logits", "classifier.bias");
        nodes.add(new Node("normal", operator, inputs, List.of("normal"), Map.of()));

        // When / Then
        assertThat(FoldedNormalization.warning(folded)).isPresent();
        assertThat(FoldedNormalization.warning(ModelWith.nodes(folded, nodes))).isEmpty();
    }

    private static void assertSameLogits(Graph first, Graph second) {
        float[] expected = logits(second);
        float[] actual = logits(first);
        float largest = 1;
        for (float logit : expected) {
            largest = Math.max(largest, Math.abs(logit));
        }
        for (int i = 0; i < expected.length; i++) {
            assertThat(actual[i]).isCloseTo(expected[i], within(1e-3f * largest));
        }
    }

    private static float[] logits(Graph graph) {
        byte[] pixels = new byte[4 * IMAGE.bytes()];
        new Random(1).nextBytes(pixels);
        return RuntimeOutputs.of(graph, IMAGE, pixels).get("logits");
    }
}
