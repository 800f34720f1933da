package io.noisystudent.networks.build;

import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.networks.graph.Graph;
import io.noisystudent.networks.graph.ModelMetadata;
import io.noisystudent.networks.graph.Node;
import io.noisystudent.networks.validation.Shapes;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

class NetworksTest {
    private static final ImageShape COLOR = new ImageShape(32, 32, 3);

    @ParameterizedTest(name = "{0}: {1} with 10 classes, {2} with 100")
    @CsvSource({
        "resnet-8, 78042, 83892",
        "resnet-20, 272474, 278324",
        "resnet-32, 466906, 472756",
        "resnet-56, 855770, 861620",
        "resnet-110, 1730714, 1736564",
        "resnet-8x4, 1210410, 1233540",
        "resnet-32x4, 7410730, 7433860",
        "wrn-16-1, 175066, 180916",
        "wrn-16-2, 691674, 703284",
        "wrn-40-1, 563930, 569780",
        "wrn-40-2, 2243546, 2255156",
        "wrn-28-2, 1467610, 1479220",
        "wrn-28-8, 23354842, 23401012",
        "wrn-28-10, 36479194, 36536884",
        "resnet-18-small, 11173962, 11220132",
        "resnet-34-small, 21282122, 21328292",
        "resnet-50-small, 23520842, 23705252",
    })
    void shouldHaveTheParametersOfTheLiterature(String name, long ofTen, long ofHundred) {
        assertThat(Networks.parameterCount(name, COLOR, 10)).isEqualTo(ofTen);
        assertThat(Networks.parameterCount(name, COLOR, 100)).isEqualTo(ofHundred);
    }

    @ParameterizedTest(name = "{0}: {1} with 1000 classes")
    @CsvSource({
        "resnet-18, 11689512",
        "resnet-34, 21797672",
        "resnet-50, 25557032",
        "efficientnet-b0, 5288548",
        "efficientnet-b1, 7794184",
        "efficientnet-b2, 9109994",
        "efficientnet-b3, 12233232",
        "efficientnet-b4, 19341616",
        "efficientnet-b5, 30389784",
        "efficientnet-b6, 43040704",
        "efficientnet-b7, 66347960",
        "efficientnet-l0, 140764664",
        "efficientnet-l1, 272630564",
        "efficientnet-l2, 480309308",
    })
    void shouldHaveTheParametersOfTheLiteratureOnImageNet(String name, long count) {
        assertThat(Networks.parameterCount(name, new ImageShape(224, 224, 3), 1000))
                .isEqualTo(count);
    }

    /** Billions of multiply-adds that torchvision states for its weights. */
    @ParameterizedTest
    @CsvSource({"resnet-18, 1.814", "resnet-34, 3.664", "resnet-50, 4.089", "efficientnet-b0, 0.386"})
    void shouldWorkAsMuchAsTheLiteratureSays(String name, double billions) {
        ImageShape image = new ImageShape(224, 224, 3);

        long work = Shapes.infer(Networks.blank(name, image, 1000), image, 1).multiplyAdds();

        assertThat(work / 1e9).isCloseTo(billions, within(0.0005));
    }

    /** Counted by hand: stem, three stages of six convolutions, two projections, classifier. */
    @Test
    void shouldCountEveryConvolution() {
        long stem = 32 * 32 * 9L * 3 * 16;
        long stage = 16 * 16 * 9L * 32 * 32;
        long halved = stage * 5 + stage / 2;
        long projections = 2 * 16 * 16 * 16L * 32;
        long expected = stem + 6 * stage + 2 * halved + projections + 64 * 10;

        assertThat(Shapes.infer(Networks.blank("resnet-20", COLOR, 10), COLOR, 1)
                        .multiplyAdds())
                .isEqualTo(expected)
                .isEqualTo(40_813_184);
    }

    @ParameterizedTest
    @ValueSource(strings = {"resnet-20", "wrn-16-2", "efficientnet-b0-small", "mlp"})
    void shouldBeTheSameNetworkWithoutWeights(String name) {
        Graph built = Networks.build(name, COLOR, classes(10), 1);

        Graph blank = Networks.blank(name, COLOR, 10);

        assertThat(blank.nodes()).isEqualTo(built.nodes());
        assertThat(Networks.parameterCount(blank)).isEqualTo(Networks.parameterCount(built));
        assertThat(blank.initializers()).hasSameSizeAs(built.initializers()).allSatisfy((weight, tensor) -> assertThat(
                        tensor.dims())
                .isEqualTo(built.initializers().get(weight).dims()));
    }

    @Test
    void shouldGiveExamplesOfEveryFamilyThatItBuilds() {
        assertThat(Networks.examples().keySet()).containsExactlyElementsOf(Networks.names());
        assertThat(Networks.examples().values().stream().flatMap(List::stream))
                .allMatch(Networks::isKnown)
                .doesNotHaveDuplicates()
                .contains("small-cnn", "resnet-110", "resnet-50-small", "wrn-28-10", "efficientnet-l2", "mlp");
    }

    /** Small images change strides, not weights. */
    @ParameterizedTest
    @ValueSource(strings = {"b0", "b1", "b2", "b3", "b4", "b5", "b6", "b7", "l0", "l1", "l2"})
    void shouldHaveAVariantOfEveryEfficientNetForSmallImages(String size) {
        assertThat(Networks.parameterCount("efficientnet-" + size + "-small", COLOR, 10))
                .isEqualTo(Networks.parameterCount("efficientnet-" + size, COLOR, 10));
    }

    /** The figure of the paper's reference code on SVHN. */
    @Test
    void shouldNotCountOtherParametersForSmallImages() {
        assertThat(Networks.parameterCount("efficientnet-b0-small", COLOR, 10)).isEqualTo(4_020_358);
    }

    @ParameterizedTest
    @ValueSource(strings = {"resnet-20", "wrn-16-2", "resnet-18-small", "efficientnet-b0", "mlp"})
    void shouldCountTheParametersThatItBuilds(String name) {
        Graph graph = Networks.build(name, COLOR, classes(10), 1);
        assertThat(Networks.parameterCount(name, COLOR, 10)).isEqualTo(Networks.parameterCount(graph));
    }

    @Test
    void shouldGiveEqualGraphsForEqualArguments() {
        // Given
        ImageShape gray = new ImageShape(28, 28, 1);
        Graph first = Networks.build("wrn-10-1", gray, classes(10), 7);

        // When
        Graph again = Networks.build("wrn-10-1", gray, classes(10), 7);
        Graph otherSeed = Networks.build("wrn-10-1", gray, classes(10), 8);

        // Then
        assertThat(again).isEqualTo(first);
        assertThat(otherSeed.initializers().get("stem.conv.weight"))
                .isNotEqualTo(first.initializers().get("stem.conv.weight"));
    }

    @Test
    void shouldDrawConvolutionsFromKaimingNormal() {
        // Given
        Graph graph = Networks.build("resnet-8x4", COLOR, classes(10), 3);

        // When: 256 x 256 x 3 x 3 numbers
        float[] weights =
                graph.initializers().get("stage3.block1.2.conv.weight").floats();

        // Then
        double mean = mean(weights, 1);
        double deviation = Math.sqrt(mean(weights, 2) - mean * mean);
        double expected = Math.sqrt(2.0 / (256 * 9));
        assertThat(mean).isCloseTo(0, within(expected * 0.01));
        assertThat(deviation).isCloseTo(expected, within(expected * 0.01));
        assertThat(mean(weights, 4) / Math.pow(deviation, 4)).isCloseTo(3, within(0.05));
    }

    @Test
    void shouldKeepInitialWeightsFromReleaseToRelease() {
        // Given
        Graph graph = Networks.build("small-cnn", new ImageShape(28, 28, 1), classes(10), 0);

        // When
        float[] weights = graph.initializers().get("stage1.1.conv.weight").floats();

        // Then: a replayed lineage depends on these numbers
        assertThat(List.of(weights[0], weights[1], weights[143]))
                .containsExactly(0.25300848f, -0.093778625f, 0.07549381f);
    }

    @Test
    void shouldFeedBranchAndShortcutOfWideResNetFromOneActivation() {
        // Given
        Graph graph = Networks.build("wrn-16-2", COLOR, classes(10), 1);

        // When
        List<Node> users = graph.index().consumers("stage2.block1.1.relu");

        // Then
        assertThat(users).extracting(Node::name).containsExactly("stage2.block1.1.conv", "stage2.block1.shortcut.conv");
        assertThat(graph.initializers()).doesNotContainKey("stage2.block1.shortcut.conv.bias");
    }

    @Test
    void shouldSayWhatItClassifies() {
        Graph graph = Networks.build("mlp", new ImageShape(8, 8, 1), List.of("cat", "dog, or \"wolf\""), 1);
        assertThat(ModelMetadata.classes(graph)).contains(List.of("cat", "dog, or \"wolf\""));
        assertThat(ModelMetadata.image(graph)).contains(new ImageShape(8, 8, 1));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "resnet-21",
                "resnet-26",
                "resnet-50x2",
                "efficientnet-b8",
                "efficientnet-l2-",
                "wrn-17-2",
                "wrn-16",
                "wrn-4-1",
                "wrn-16-0",
                "small-cnn-w0"
            })
    void shouldRefuseUnknownNamesWithTheKnownOnes(String name) {
        assertThat(Networks.isKnown(name)).isFalse();
        assertThatThrownBy(() -> Networks.build(name, COLOR, classes(10), 1))
                .isInstanceOfSatisfying(NoisyStudentException.class, e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.UNKNOWN_NETWORK);
                    assertThat(e).hasMessageContainingAll("\"" + name + "\"", "small-cnn", "wrn-<6n+4>-<k>");
                });
    }

    private static double mean(float[] values, int power) {
        return IntStream.range(0, values.length)
                .mapToDouble(i -> Math.pow(values[i], power))
                .average()
                .orElseThrow();
    }

    private static List<String> classes(int count) {
        return IntStream.range(0, count).mapToObj(Integer::toString).toList();
    }
}
