package io.noisystudent.bench;

import ai.onnxruntime.OrtException;
import io.noisystudent.bench.images.Pictures;
import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.networks.build.Networks;
import io.noisystudent.networks.graph.Graph;
import io.noisystudent.networks.graph.Node;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class MeasuredStatisticsTest {
    @Test
    void shouldGiveEachNormalizationWhatItSeesBehindTheOthers() throws OrtException {
        // Given
        ImageShape shape = new ImageShape(32, 32, 3);
        ByteBuffer images = Pictures.patterns(shape, 4, 1);
        Graph fresh = Networks.build("resnet-20", shape, Pictures.classes(), 1);

        // When
        Graph measured = MeasuredStatistics.of(fresh, shape, images);

        // Then
        List<Node> normalizations = fresh.nodes().stream()
                .filter(node -> node.operator().equals("BatchNormalization"))
                .toList();
        assertThat(normalizations).hasSizeGreaterThan(15);
        assertThat(normalizations).allSatisfy(node -> assertThat(
                        measured.initializers().get(node.inputs().get(4)))
                .isNotEqualTo(fresh.initializers().get(node.inputs().get(4))));
        assertThat(MeasuredStatistics.of(measured, shape, images)).isEqualTo(measured);
        assertThat(floats(measured, normalizations, 3)).anyMatch(mean -> mean < 0);
        assertThat(floats(measured, normalizations, 4)).allMatch(variance -> variance > 0);
    }

    private static List<Float> floats(Graph graph, List<Node> normalizations, int input) {
        return normalizations.stream()
                .map(node -> graph.initializers().get(node.inputs().get(input)).floats())
                .flatMap(values -> IntStream.range(0, values.length).mapToObj(i -> values[i]))
                .toList();
    }
}
