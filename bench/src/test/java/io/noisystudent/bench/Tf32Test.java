package io.noisystudent.bench;

import io.noisystudent.bench.images.Pictures;
import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.networks.build.Networks;
import io.noisystudent.networks.graph.Graph;
import io.noisystudent.networks.graph.Node;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class Tf32Test {
    @Test
    void shouldRoundToTenBitsOfMantissa() {
        float step = 1f / 1024;
        assertThat(Tf32.rounded(1)).isEqualTo(1);
        assertThat(Tf32.rounded(1 + 0.4f * step)).isEqualTo(1);
        assertThat(Tf32.rounded(1 + 0.6f * step)).isEqualTo(1 + step);
        assertThat(Tf32.rounded(-1 - 0.6f * step)).isEqualTo(-1 - step);
        assertThat(Tf32.rounded(0)).isZero();
    }

    @Test
    void shouldRoundTheWeightsOfProductsAlone() {
        // Given
        Graph graph = Networks.build("resnet-20", new ImageShape(32, 32, 3), Pictures.classes(), 1);

        // When
        Graph rounded = Tf32.rounded(graph);

        // Then
        for (Node node : graph.nodes()) {
            for (String input : node.inputs()) {
                boolean weight = node.operator().equals("Conv")
                        && input.equals(node.inputs().get(1));
                if (weight) {
                    assertThat(rounded.initializers().get(input))
                            .isNotEqualTo(graph.initializers().get(input));
                } else if (node.operator().equals("BatchNormalization")) {
                    assertThat(rounded.initializers().get(input))
                            .isEqualTo(graph.initializers().get(input));
                }
            }
        }
    }
}
