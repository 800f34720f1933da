package io.noisystudent.networks.validation;

import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.networks.build.Networks;
import io.noisystudent.networks.graph.ElementType;
import io.noisystudent.networks.graph.Graph;
import io.noisystudent.networks.graph.TensorSpec;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class AdaptedLayersTest {
    private static final ImageShape IMAGE = new ImageShape(32, 32, 3);

    @ParameterizedTest
    @ValueSource(strings = {"resnet-8", "wrn-10-1", "small-cnn"})
    void shouldFindThemInNetworksWithNormalization(String network) {
        assertThatCode(() -> AdaptedLayers.require(build(network))).doesNotThrowAnyException();
    }

    @Test
    void shouldRefuseANetworkWithoutNormalization() {
        assertThatThrownBy(() -> AdaptedLayers.require(build("mlp")))
                .hasFieldOrPropertyWithValue("code", ErrorCode.SIGNATURE_MISMATCH)
                .hasMessageContaining("network mlp has no batch normalization")
                .hasMessageContaining("export it unfolded");
    }

    @Test
    void shouldRefuseANetworkWithoutAClassifierBehindItsNormalization() {
        // Given all but what comes behind the last normalization
        Graph whole = build("resnet-8");
        int last = 0;
        for (int i = 0; i < whole.nodes().size(); i++) {
            last = whole.nodes().get(i).operator().equals("BatchNormalization") ? i : last;
        }
        Graph headless = new Graph(
                whole.name(),
                whole.opset(),
                whole.nodes().subList(0, last + 1),
                whole.inputs(),
                List.of(new TensorSpec(whole.nodes().get(last).output(), ElementType.FLOAT, List.of())),
                whole.initializers(),
                whole.metadata());

        // When / Then
        assertThatThrownBy(() -> AdaptedLayers.require(headless))
                .hasFieldOrPropertyWithValue("code", ErrorCode.SIGNATURE_MISMATCH)
                .hasMessageContaining("has no classifier behind its last batch normalization");
    }

    private static Graph build(String network) {
        return Networks.build(network, IMAGE, List.of("a", "b"), 1);
    }
}
