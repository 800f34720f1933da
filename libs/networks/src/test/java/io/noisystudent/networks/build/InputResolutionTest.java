package io.noisystudent.networks.build;

import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.networks.graph.Dimension;
import io.noisystudent.networks.graph.Graph;
import io.noisystudent.networks.graph.ModelMetadata;
import io.noisystudent.networks.validation.ServedSignature;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class InputResolutionTest {
    private static final ImageShape MADE = new ImageShape(32, 24, 3);
    private static final List<String> CLASSES = List.of("a", "b", "c");

    @Test
    void shouldDeclareTheOtherSizeAndChangeNothingElse() {
        // Given
        Graph graph = Networks.build("resnet-8", MADE, CLASSES, 1);

        // When
        Graph larger = InputResolution.at(graph, 40, 48);

        // Then
        assertThat(ServedSignature.of(larger).image(larger)).contains(new ImageShape(40, 48, 3));
        assertThat(ModelMetadata.image(larger)).contains(new ImageShape(40, 48, 3));
        assertThat(ModelMetadata.classes(larger)).contains(CLASSES);
        assertThat(larger.nodes()).isEqualTo(graph.nodes());
        assertThat(InputResolution.at(larger, 32, 24)).isEqualTo(graph);
    }

    @Test
    void shouldLeaveHeightAndWidthOpen() {
        Graph open = InputResolution.open(Networks.build("resnet-8", MADE, CLASSES, 1));

        assertThat(ServedSignature.of(open).height()).isInstanceOf(Dimension.Symbolic.class);
        assertThat(ServedSignature.of(open).width()).isInstanceOf(Dimension.Symbolic.class);
        assertThat(ServedSignature.of(open).image(open)).contains(MADE);
    }

    @Test
    void shouldNameTheNodeThatKnowsOneSizeOnly() {
        Graph graph = Networks.build("mlp", MADE, CLASSES, 1);

        assertThatThrownBy(() -> InputResolution.at(graph, 40, 48))
                .isInstanceOfSatisfying(NoisyStudentException.class, e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.BAD_GRAPH);
                    assertThat(e).hasMessageContaining("(Gemm)");
                });
        assertThatThrownBy(() -> InputResolution.open(graph)).hasMessageContaining("(Gemm)");
    }

    @Test
    void shouldNotGuessForWhichSizeAGraphWasMade() {
        // Given
        Graph graph = InputResolution.open(Networks.build("resnet-8", MADE, CLASSES, 1));
        Graph silent = new Graph(
                graph.name(),
                graph.opset(),
                graph.nodes(),
                graph.inputs(),
                graph.outputs(),
                graph.initializers(),
                Map.of());

        // When / Then
        assertThatThrownBy(() -> InputResolution.open(silent)).hasMessageContaining(ModelMetadata.IMAGE);
        assertThat(ModelMetadata.classes(InputResolution.at(silent, 16, 16))).isEmpty();
    }
}
