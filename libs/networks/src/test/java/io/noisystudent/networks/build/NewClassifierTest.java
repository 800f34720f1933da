package io.noisystudent.networks.build;

import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.networks.features.FeatureValues;
import io.noisystudent.networks.graph.Attribute;
import io.noisystudent.networks.graph.Dimension;
import io.noisystudent.networks.graph.ElementType;
import io.noisystudent.networks.graph.Graph;
import io.noisystudent.networks.graph.ModelMetadata;
import io.noisystudent.networks.graph.Node;
import io.noisystudent.networks.graph.Signature;
import io.noisystudent.networks.graph.Tensor;
import io.noisystudent.networks.graph.TensorSpec;
import io.noisystudent.networks.testing.RuntimeOutputs;
import io.noisystudent.networks.validation.GraphCheck;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

class NewClassifierTest {
    private static final ImageShape IMAGE = new ImageShape(8, 8, 3);
    private static final List<String> CLASSES = List.of("x", "y", "z");
    private static final Graph BACKBONE = Networks.build("wrn-10-1", IMAGE, List.of("a", "b"), 1);

    @Test
    void shouldReadTheFeaturesOfTheOldClassifier() {
        // Given
        String cut = NewClassifier.defaultCut(BACKBONE, Signature.LOGITS);

        // When
        Graph replaced = NewClassifier.ofServed(BACKBONE, cut, IMAGE, CLASSES, 7);

        // Then
        assertThat(cut)
                .isEqualTo(new FeatureValues(BACKBONE, IMAGE).classifierInput().orElseThrow());
        assertThat(NewClassifier.defaultCut(BACKBONE, Signature.PROBABILITIES)).isEqualTo(cut);
        assertLogitsAreOf(cut, BACKBONE, replaced, 64);
        GraphCheck.trainable(replaced, IMAGE);
        assertThat(ModelMetadata.classes(replaced)).contains(CLASSES);
        assertThat(replaced.initializers()).doesNotContainKey("classifier.weight");
    }

    @Test
    void shouldReplaceWhatItHasReplaced() {
        String cut = NewClassifier.defaultCut(BACKBONE, Signature.LOGITS);
        Graph once = NewClassifier.ofServed(BACKBONE, cut, IMAGE, CLASSES, 7);

        Graph twice = NewClassifier.ofServed(once, Signature.LOGITS, IMAGE, CLASSES, 8);

        assertLogitsAreOf(Signature.LOGITS, once, twice, 3);
    }

    @Test
    void shouldAverageMapsOverTheirPixels() {
        String map = new FeatureValues(BACKBONE, IMAGE).stages().get(1);

        Graph replaced = NewClassifier.ofServed(BACKBONE, map, IMAGE, CLASSES, 7);

        float[] maps = RuntimeOutputs.of(giving(BACKBONE, map, 32, 4, 4), IMAGE, pixels())
                .get(map);
        float[] features = new float[2 * 32];
        for (int i = 0; i < maps.length; i++) {
            features[i / 16] += maps[i] / 16;
        }
        assertLogits(replaced, features, 32);
        assertThat(replaced.nodes()).noneMatch(node -> node.name().startsWith("stage3.block1.2"));
    }

    @ParameterizedTest
    @ValueSource(ints = {17, 18})
    void shouldAverageSequencesOverTheirPositions(int opset) {
        // Given rows of pixels as positions
        Node cast =
                new Node("cast", "Cast", List.of(Signature.IMAGES), List.of("floats"), Map.of("to", Attribute.of(1)));
        Node rows = new Node("rows", "Reshape", List.of("floats", "shape"), List.of("sequence"), Map.of());
        Graph embedding = new Graph(
                "embedding",
                opset,
                List.of(cast, rows),
                List.of(Signature.input(IMAGE)),
                List.of(new TensorSpec("sequence", ElementType.FLOAT, List.of())),
                Map.of("shape", Tensor.vector(0L, 8L, 24L)),
                Map.of());

        // When
        String cut = NewClassifier.defaultCut(embedding, "sequence");
        Graph replaced = NewClassifier.ofServed(embedding, cut, IMAGE, CLASSES, 7);

        // Then
        byte[] pixels = pixels();
        float[] features = new float[2 * 24];
        for (int i = 0; i < pixels.length; i++) {
            features[i / IMAGE.bytes() * 24 + i % 24] += (pixels[i] & 255) / 8f;
        }
        assertThat(cut).isEqualTo("sequence");
        assertLogits(replaced, features, 24);
    }

    /** The matrix product in the branch of a residual block is no classifier. */
    @Test
    void shouldReadTheOutputOfANetworkForEmbeddings() {
        Node cast =
                new Node("cast", "Cast", List.of(Signature.IMAGES), List.of("floats"), Map.of("to", Attribute.of(1)));
        Node flat = new Node("flat", "Flatten", List.of("floats"), List.of("rows"), Map.of());
        Node product = new Node("product", "MatMul", List.of("rows", "weight"), List.of("branch"), Map.of());
        Node sum = new Node("sum", "Add", List.of("branch", "rows"), List.of("embedding"), Map.of());
        int size = IMAGE.bytes();
        Graph embedding = new Graph(
                "embedding",
                17,
                List.of(cast, flat, product, sum),
                List.of(Signature.input(IMAGE)),
                List.of(new TensorSpec("embedding", ElementType.FLOAT, List.of())),
                Map.of("weight", Tensor.zeros(size, size)),
                Map.of());

        assertThat(NewClassifier.defaultCut(embedding, "embedding")).isEqualTo("embedding");
        assertThat(NewClassifier.defaultCut(embedding, "branch")).isEqualTo("rows");
    }

    @ParameterizedTest
    @ValueSource(strings = {"nowhere", "images", "stem.conv.weight"})
    void shouldRefuseAPlaceThatDoesNotDependOnTheImages(String cut) {
        assertThatThrownBy(() -> NewClassifier.ofServed(BACKBONE, cut, IMAGE, CLASSES, 7))
                .isInstanceOfSatisfying(NoisyStudentException.class, refused -> {
                    assertThat(refused.code()).isEqualTo(ErrorCode.SIGNATURE_MISMATCH);
                    assertThat(refused.subject()).isEqualTo(cut);
                })
                .hasMessageContaining("no node of network wrn-10-1 computes '" + cut + "' from the images; name the");
    }

    private static void assertLogitsAreOf(String value, Graph before, Graph replaced, int features) {
        float[] found = RuntimeOutputs.of(giving(before, value, features), IMAGE, pixels())
                .get(value);
        assertLogits(replaced, found, features);
    }

    /** The product of two rows of features with the new weights. */
    private static void assertLogits(Graph replaced, float[] features, int width) {
        String weight = replaced.initializers().containsKey("head.weight.2") ? "head.weight.2" : "head.weight";
        float[] weights = replaced.initializers().get(weight).floats();
        float[] expected = new float[2 * CLASSES.size()];
        for (int row = 0; row < 2; row++) {
            for (int of = 0; of < CLASSES.size(); of++) {
                for (int i = 0; i < width; i++) {
                    expected[row * CLASSES.size() + of] += features[row * width + i] * weights[of * width + i];
                }
            }
        }
        Map<String, float[]> outputs = RuntimeOutputs.of(replaced, IMAGE, pixels());
        assertThat(outputs.keySet()).containsExactlyInAnyOrder(Signature.LOGITS, Signature.PROBABILITIES);
        assertThat(outputs.get(Signature.LOGITS)).containsExactly(expected, within(1e-3f));
    }

    /** The graph with one of its values as the only output. */
    private static Graph giving(Graph graph, String value, int... shape) {
        List<Dimension> dimensions = new ArrayList<>();
        dimensions.add(Dimension.of(Signature.BATCH));
        for (int size : shape) {
            dimensions.add(Dimension.of(size));
        }
        return new Graph(
                graph.name(),
                graph.opset(),
                graph.nodes(),
                graph.inputs(),
                List.of(new TensorSpec(value, ElementType.FLOAT, dimensions)),
                new LinkedHashMap<>(graph.initializers()),
                graph.metadata());
    }

    private static byte[] pixels() {
        byte[] pixels = new byte[2 * IMAGE.bytes()];
        new Random(5).nextBytes(pixels);
        return pixels;
    }
}
