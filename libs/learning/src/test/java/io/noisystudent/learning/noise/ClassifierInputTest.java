package io.noisystudent.learning.noise;

import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.learning.module.TestGraphs;
import io.noisystudent.networks.build.Networks;
import io.noisystudent.networks.features.ClassifierInput;
import io.noisystudent.networks.graph.Graph;
import io.noisystudent.networks.graph.Signature;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class ClassifierInputTest {
    @ParameterizedTest
    @ValueSource(strings = {"small-cnn", "resnet-8", "wrn-10-1", "mlp", "resnet-18-small", "efficientnet-b0"})
    void shouldFindTheClassifierOfTheBuiltNetworks(String network) {
        Graph graph = Networks.build(network, new ImageShape(28, 28, 1), List.of("a", "b"), 1);

        assertThat(ClassifierInput.of(graph, Signature.LOGITS)).contains(new ClassifierInput("classifier", 0));
    }

    @Test
    void shouldFindAProductWithItsBiasApart() {
        // Given
        Graph graph = new TestGraphs(1)
                .node("Flatten", "features", "x")
                .weight("weight", 1, 108, 4)
                .weight("bias", 1, 4)
                .node("MatMul", "product", "features", "weight")
                .node("Add", "scores", "product", "bias")
                .classifyFeatures("scores", 4);

        // When / Then
        assertThat(ClassifierInput.of(graph, "scores")).contains(new ClassifierInput("product", 0));
    }

    @Test
    void shouldFindNothingWhereThereIsNoProduct() {
        Graph graph = new TestGraphs(1).conv("stem", "x", 3, 4).classify("stem", 4);

        assertThat(ClassifierInput.of(graph, "features")).isEmpty();
    }
}
