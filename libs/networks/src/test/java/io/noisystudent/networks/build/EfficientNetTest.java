package io.noisystudent.networks.build;

import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.networks.graph.Graph;
import io.noisystudent.networks.graph.Node;
import io.noisystudent.networks.graph.Tensor;
import io.noisystudent.networks.validation.GraphCheck;
import io.noisystudent.networks.validation.ShapeLimits;
import io.noisystudent.networks.validation.Shapes;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

class EfficientNetTest {
    private static final ImageShape SMALL = new ImageShape(32, 32, 3);
    /** B7 at 600 pixels has more values than the limit for foreign models. */
    private static final ShapeLimits ROOM = new ShapeLimits(1L << 32, 1_000_000_000_000L);

    /** The reference's vectors; 1792 is also the head of B4 in the literature. */
    @ParameterizedTest
    @CsvSource({"32, 1.1, 32", "16, 1.1, 16", "24, 1.2, 32", "1280, 1.4, 1792", "1280, 4.3, 5504", "3, 1, 8"})
    void shouldRoundFiltersToEight(int unscaled, double width, int filters) {
        assertThat(new EfficientNet(width, 1, false).filters(unscaled)).isEqualTo(filters);
    }

    @Test
    void shouldWorkAsMuchAsTheLiteratureSays() {
        assertWork("efficientnet-b0", 224, 0.386e9, 16);
    }

    @ParameterizedTest
    @CsvSource({
        "efficientnet-b1, 240, .687e9, 23",
        "efficientnet-b2, 260, .994e9, 23",
        "efficientnet-b3, 300, 1.83e9, 26",
        "efficientnet-b4, 380, 4.39e9, 32",
        "efficientnet-b5, 456, 10.3e9, 39",
        "efficientnet-b6, 528, 19.1e9, 45",
        "efficientnet-b7, 600, 37.7e9, 55",
    })
    void shouldWorkAsMuchAsTheLiteratureSaysWhenScaled(String name, int side, double multiplyAdds, int blocks) {
        assertWork(name, side, multiplyAdds, blocks);
    }

    private static void assertWork(String name, int side, double multiplyAdds, int blocks) {
        // Given
        ImageShape image = new ImageShape(side, side, 3);
        Graph graph = Networks.blank(name, image, 1000);

        // When
        Shapes shapes = Shapes.infer(graph, image, 1, ROOM);

        // Then
        assertThat((double) shapes.multiplyAdds()).isCloseTo(multiplyAdds, within(0.005 * multiplyAdds));
        assertThat(graph.nodes())
                .filteredOn(node -> node.name().endsWith(".depthwise.conv"))
                .hasSize(blocks);
    }

    @ParameterizedTest
    @CsvSource({"efficientnet-b0, 32, 1", "efficientnet-b0, 224, 7", "efficientnet-b0-small, 32, 4"})
    void shouldEndWithTheMapOfTheReference(String name, int side, long last) {
        // Given
        ImageShape image = new ImageShape(side, side, 3);
        Graph graph = Networks.build(name, image, classes(10), 1);

        // When
        long[] map = Shapes.infer(graph, image, 2).of("head.conv");

        // Then
        assertThat(map).containsExactly(2, 1280, last, last);
    }

    /** At stride 2 the padding behind depends on the image: 33 needs it on both sides, 32 on one. */
    @Test
    void shouldLeaveThePaddingOfStridesToTheSizeOfTheImage() {
        // Given
        Graph graph = Networks.build("efficientnet-b0", SMALL, classes(10), 1);

        // When
        List<Node> strided = graph.nodes().stream()
                .filter(node -> node.operator().equals("Conv") && node.intsAttribute("strides", 1, 1)[0] == 2)
                .toList();

        // Then
        assertThat(strided).hasSize(5);
        assertThat(strided).allSatisfy(node -> assertThat(node.stringAttribute("auto_pad", ""))
                .isEqualTo("SAME_UPPER"));
        GraphCheck.trainable(graph);
    }

    /** TensorFlow's fan out of a depthwise kernel is its area, and the classifier's bound depends on the classes. */
    @Test
    void shouldDrawInitialWeightsAsTheReferenceDoes() {
        // Given
        Graph graph = Networks.build("efficientnet-b0", SMALL, classes(10), 1);

        // When
        Tensor depthwise = graph.initializers().get("stage7.block2.depthwise.conv.weight");
        Tensor classifier = graph.initializers().get("classifier.weight");

        // Then
        assertThat(depthwise.dims()).containsExactly(1152, 1, 5, 5);
        assertThat(deviation(depthwise)).isCloseTo(Math.sqrt(2.0 / 25), within(0.005));
        double uniform = 1 / Math.sqrt(10) / Math.sqrt(3);
        assertThat(deviation(classifier)).isCloseTo(uniform, within(0.005));
    }

    @Test
    void shouldNameTheSizesThatThereAre() {
        assertThatThrownBy(() -> EfficientNet.of("b9", false)).hasMessageContainingAll("b9", "b7", "l2");
    }

    private static double deviation(Tensor tensor) {
        float[] values = tensor.floats();
        return Math.sqrt(IntStream.range(0, values.length)
                .mapToDouble(i -> values[i] * (double) values[i])
                .average()
                .orElseThrow());
    }

    private static List<String> classes(int count) {
        return IntStream.range(0, count).mapToObj(Integer::toString).toList();
    }
}
