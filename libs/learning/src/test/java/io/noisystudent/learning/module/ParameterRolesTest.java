package io.noisystudent.learning.module;

import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.learning.noise.NoiseRates;
import io.noisystudent.learning.torch.Compute;
import io.noisystudent.networks.build.Networks;
import io.noisystudent.networks.graph.Attribute;
import io.noisystudent.networks.graph.Graph;
import io.noisystudent.networks.graph.Tensor;
import io.noisystudent.networks.validation.OnnxOperator;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ParameterRolesTest {
    @ParameterizedTest
    @ValueSource(strings = {"small-cnn", "resnet-20", "wrn-16-2", "mlp"})
    void shouldTrainExactlyTheParametersOfTheBuiltNetworks(String network) {
        // Given
        Graph graph = Networks.build(network, new ImageShape(32, 32, 3), List.of("a", "b"), 1);

        // When
        try (GraphModule module = GraphModule.of(graph, Compute.cpu())) {
            // Then
            long trained = module.parameters().stream()
                    .mapToLong(p -> p.value().numel())
                    .sum();
            assertThat(trained).isEqualTo(Networks.parameterCount(graph));
            assertThat(module.state().keySet()).isEqualTo(graph.initializers().keySet());
            assertThat(module.parameters())
                    .allSatisfy(p -> assertThat(p.decays()).isEqualTo(p.value().dim() > 1));
        }
    }

    @Test
    void shouldDistinguishBiasesAndGainsFromTheConstantsOfPreprocessing() {
        // Given a deviation before the first weight, a bias and a gain after it, and a number of a formula
        Graph graph = new TestGraphs(1)
                .initializer("deviation", Tensor.ofFloats(new long[] {3, 1, 1}, 1, 2, 3))
                .node("Mul", "normalized", "x", "deviation")
                .conv("stem", "normalized", 3, 4)
                .weight("bias", 1, 4, 1, 1)
                .node("Add", "biased", "stem", "bias")
                .weight("gain", 1, 4, 1, 1)
                .node("Mul", "scaled", "biased", "gain")
                .initializer("half", Tensor.scalar(0.5f))
                .node("Mul", "halved", "scaled", "half")
                .classify("halved", 4);

        // When
        ParameterRoles roles = ParameterRoles.of(graph, node -> true);

        // Then
        assertThat(graph.initializers().keySet().stream().filter(roles::isTrained))
                .containsExactlyInAnyOrder("stem.weight", "bias", "gain", "classifier.weight", "classifier.bias");
        assertThat(graph.initializers().keySet().stream().filter(roles::decays))
                .containsExactlyInAnyOrder("stem.weight", "classifier.weight");
    }

    /** As torch.onnx.export writes a linear layer and a class token with do_constant_folding=False. */
    @Test
    void shouldTrainWeightsThatAreMovedBeforeTheyAreUsed() {
        // Given
        Graph graph = new TestGraphs(1)
                .conv("stem", "x", 3, 4)
                .constant("rows", Tensor.vector(0L, 4L, 36L))
                .node("Reshape", "columns", "stem", "rows")
                .node("Transpose", "tokens", List.of("columns"), Map.of("perm", Attribute.ofInts(0, 2, 1)))
                .weight("token", 1, 1, 1, 4)
                .constant("first", Tensor.vector(0L))
                .constant("sizes", Tensor.vector(1L, 1L, 1L))
                .node("Expand", "expanded", "token", "sizes")
                .weight("positions", 1, 36, 4)
                .node("Unsqueeze", "embedding", "positions", "first")
                .node("Add", "placed", "tokens", "embedding")
                .weight("linear", 1, 5, 4)
                .node("Transpose", "turned", List.of("linear"), Map.of("perm", Attribute.ofInts(1, 0)))
                .node("Concat", "joined", List.of("expanded", "placed"), Map.of("axis", Attribute.of(1)))
                .node("MatMul", "products", "joined", "turned")
                .classifyFeatures("products", 5);

        // When
        ParameterRoles roles = ParameterRoles.of(graph, node -> true);

        // Then
        assertThat(graph.initializers().keySet().stream().filter(roles::isTrained))
                .containsExactlyInAnyOrder(
                        "stem.weight", "token", "positions", "linear", "classifier.weight", "classifier.bias");
        assertThat(graph.initializers().keySet().stream().filter(roles::decays))
                .containsExactlyInAnyOrder("stem.weight", "linear", "classifier.weight");
        assertThat(ofClassifier(graph).moves("linear")).isFalse();
    }

    /** As the default exporter writes weight standardization. */
    @Test
    void shouldTrainWeightsThatAreStandardizedBeforeTheyAreUsed() {
        // Given
        Graph graph = new TestGraphs(1)
                .weight("raw", 1, 4, 3, 3, 3)
                .weight("gain", 1, 4, 1, 1, 1)
                .initializer("rate", Tensor.scalar(0.1f))
                .constant("sides", Tensor.vector(1L, 2L, 3L))
                .node("ReduceMean", "average", "raw", "sides")
                .node("Sub", "apart", "raw", "average")
                .node("Mul", "slowed", "gain", "rate")
                .node("Mul", "standard", "apart", "slowed")
                .node("Conv", "stem", "x", "standard")
                .classify("stem", 4);

        // When
        ParameterRoles roles = ParameterRoles.of(graph, node -> true);

        // Then
        assertThat(graph.initializers().keySet().stream().filter(roles::moves))
                .containsExactlyInAnyOrder("raw", "gain", "classifier.weight", "classifier.bias");
        assertThat(graph.initializers().keySet().stream().filter(roles::decays))
                .containsExactlyInAnyOrder("raw", "classifier.weight");
        assertThat(ofClassifier(graph).moves("raw")).isFalse();
    }

    @Test
    void shouldTrainExactlyTheOperatorsThatNetworksMayHave() {
        List<String> resolvedWhenCompiled = List.of("Constant", "Identity", "Dropout");

        assertThat(Arrays.stream(OnnxOperator.values())
                        .map(OnnxOperator::onnxName)
                        .filter(name -> !resolvedWhenCompiled.contains(name)))
                .containsExactlyInAnyOrderElementsOf(Operators.names());
    }

    @Test
    void shouldNameTheNodeOfAnUnknownOperator() {
        Graph graph = new TestGraphs(1).node("Det", "oddity", "x").classify("oddity", 3);

        assertThatThrownBy(() -> GraphModule.of(graph, Compute.cpu()))
                .isInstanceOfSatisfying(NoisyStudentException.class, e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.UNSUPPORTED_OPERATOR);
                    assertThat(e.subject()).isEqualTo("oddity");
                })
                .hasMessageContaining("oddity (Det)");
    }

    private static ParameterRoles ofClassifier(Graph graph) {
        ModuleOptions options = new ModuleOptions(NoiseRates.NONE, Trained.CLASSIFIER, Set.of());
        return ParameterRoles.of(graph, new TrainedNodes(graph, options)::moves);
    }
}
