package io.noisystudent.networks.validation;

import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.networks.build.Networks;
import io.noisystudent.networks.graph.Graph;
import io.noisystudent.networks.graph.Node;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ShapesTest {
    private static final ImageShape IMAGE = new ImageShape(13, 10, 3);

    @ParameterizedTest
    @ValueSource(strings = {"resnet-8", "resnet-8x2", "wrn-10-1", "small-cnn", "mlp"})
    void shouldAgreeWithOnnxRuntimeOnBuiltNetworks(String name) throws Exception {
        Graph graph = Networks.build(name, IMAGE, List.of("a", "b", "c"), 1);
        assertSameAsRuntime(graph);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7})
    void shouldAgreeWithOnnxRuntimeOnEveryOperator(int zoo) throws Exception {
        assertSameAsRuntime(OperatorZoo.graphs(IMAGE).get(zoo));
    }

    @Test
    void shouldKnowTheShapesOfEveryOperator() {
        Stream<Graph> zoo = OperatorZoo.graphs(IMAGE).stream();
        Stream<Graph> built = Stream.of(Networks.build("resnet-8", IMAGE, List.of("a", "b"), 1));

        assertThat(Stream.concat(zoo, built)
                        .flatMap(graph -> graph.nodes().stream())
                        .map(Node::operator))
                .contains(Stream.of(OnnxOperator.values())
                        .map(OnnxOperator::onnxName)
                        .toArray(String[]::new));
    }

    /** The multiply-adds that the literature counts for convolutions and the classifier, in millions. */
    @ParameterizedTest
    @CsvSource({"resnet-20, 40, 41", "resnet-56, 125, 127", "wrn-28-2, 213, 216"})
    void shouldCountTheWorkOfTheLiterature(String name, long least, long most) {
        Graph graph = Networks.build(name, new ImageShape(32, 32, 3), List.of("a", "b"), 1);
        assertThat(Shapes.infer(graph, new ImageShape(32, 32, 3), 1).multiplyAdds() / 1_000_000)
                .isBetween(least, most);
    }

    @Test
    void shouldNameTheNodeThatDoesNotFit() {
        Graph graph = Networks.build("small-cnn", IMAGE, List.of("a", "b"), 1);
        Map<String, long[]> wrong = Map.of(
                "stage2.1.conv.weight", new long[] {32, 17, 3, 3},
                "stage2.1.norm.mean", new long[] {31},
                "classifier.weight", new long[] {2, 65});
        wrong.forEach((initializer, dims) -> {
            Graph changed = graph.withInitializers(Map.of(initializer, OperatorZoo.zeros(dims)));
            String node = initializer.substring(0, initializer.lastIndexOf('.'));
            assertThatThrownBy(() -> Shapes.infer(changed, IMAGE, 1))
                    .isInstanceOfSatisfying(NoisyStudentException.class, e -> {
                        assertThat(e.code()).isEqualTo(ErrorCode.BAD_GRAPH);
                        assertThat(e.subject()).isEqualTo(node);
                    });
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"doubling", "padding", "resizing", "outer-product"})
    void shouldRefuseWhatGrowsWithoutEnd(String attack) {
        assertThatThrownBy(() -> Shapes.infer(OperatorZoo.attack(attack, IMAGE), IMAGE, 1))
                .isInstanceOfSatisfying(NoisyStudentException.class, e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.MODEL_LIMITS);
                    assertThat(e.subject()).startsWith("grow");
                });
    }

    @Test
    void shouldRefuseTooMuchWork() {
        Graph graph = Networks.build("resnet-8", IMAGE, List.of("a", "b"), 1);
        assertThatThrownBy(() -> Shapes.infer(graph, IMAGE, 1, new ShapeLimits(1 << 30, 100_000)))
                .hasMessageContainingAll("node stage1.block1", "multiply-adds", "100000");
    }

    @Test
    void shouldRefuseShapesThatAreComputedFromPixels() {
        assertThatThrownBy(() -> Shapes.infer(OperatorZoo.attack("from-pixels", IMAGE), IMAGE, 1))
                .hasMessageContainingAll("node grow", "computed numbers");
    }

    /** What is served may have shapes that only running it tells; what is known of it is still bounded. */
    @Test
    void shouldCheckWhatIsKnownOfAServedNetwork() {
        // Given
        Graph unknown = OperatorZoo.attack("from-pixels", IMAGE);
        Graph attack = OperatorZoo.attack("padding", IMAGE);
        List<Node> nodes = new ArrayList<>(attack.nodes());
        nodes.add(0, new Node("selu", "Selu", List.of("images"), List.of("selu"), Map.of()));
        nodes.add(1, new Node("wide", "Relu", List.of("selu"), List.of("wide"), Map.of()));

        // Then
        assertThatCode(() -> Shapes.checkKnown(unknown, IMAGE, 1)).doesNotThrowAnyException();
        assertThatThrownBy(() -> Shapes.checkKnown(ModelWith.nodes(attack, nodes), IMAGE, 1))
                .hasMessageContaining("node grow");
        assertThatThrownBy(() -> Shapes.infer(ModelWith.nodes(attack, nodes), IMAGE, 1))
                .hasMessageContaining("node selu (Selu) has a shape that only running it tells");
    }

    private static void assertSameAsRuntime(Graph graph) throws Exception {
        // Given
        Shapes shapes = Shapes.infer(graph, IMAGE, 2);

        // When
        Map<String, long[]> real = RuntimeShapes.of(graph, shapes, IMAGE, 2);

        // Then
        assertThat(real).isNotEmpty();
        real.forEach((value, shape) ->
                assertThat(Arrays.toString(shapes.of(value))).as(value).isEqualTo(Arrays.toString(shape)));
    }
}
