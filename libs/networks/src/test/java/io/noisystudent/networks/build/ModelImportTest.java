package io.noisystudent.networks.build;

import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.networks.graph.Attribute;
import io.noisystudent.networks.graph.Dimension;
import io.noisystudent.networks.graph.ElementType;
import io.noisystudent.networks.graph.Graph;
import io.noisystudent.networks.graph.ModelMetadata;
import io.noisystudent.networks.graph.Node;
import io.noisystudent.networks.graph.Tensor;
import io.noisystudent.networks.graph.TensorSpec;
import io.noisystudent.networks.testing.RuntimeOutputs;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

class ModelImportTest {
    private static final ImageShape IMAGE = new ImageShape(2, 3, 3);
    private static final List<String> CLASSES = List.of("a", "b");
    private static final PixelNormalization NORMALIZATION =
            new PixelNormalization(List.of(100f, 110f, 120f), List.of(50f, 60f, 70f));

    /** A foreign linear model: flatten, then a product with fixed weights; its names get in the way of ours. */
    private static Graph foreign(Layout layout, boolean softmax) {
        List<Dimension> shape = layout == Layout.NCHW
                ? List.of(Dimension.of("batch"), Dimension.of(3), Dimension.of(2), Dimension.of(3))
                : List.of(Dimension.of("batch"), Dimension.of(""), Dimension.of(3), Dimension.of(3));
        Node flatten = new Node("preprocessing.cast", "Flatten", List.of("x"), List.of("images"), Map.of());
        Node gemm = new Node("probabilities", "Gemm", List.of("images", "logits"), List.of("scores"), Map.of());
        Node last = new Node("last", "Softmax", List.of("scores"), List.of("p"), Map.of("axis", Attribute.of(1)));
        List<Dimension> scores = List.of(Dimension.of("batch"), Dimension.of(2));
        return new Graph(
                "foreign",
                13,
                softmax ? List.of(flatten, gemm, last) : List.of(flatten, gemm),
                List.of(new TensorSpec("x", ElementType.FLOAT, shape)),
                List.of(new TensorSpec(softmax ? "p" : "scores", ElementType.FLOAT, scores)),
                Map.of("logits", weights()),
                Map.of("author", "someone"));
    }

    private static Tensor weights() {
        float[] values = new float[36];
        for (int i = 0; i < values.length; i++) {
            values[i] = (i * 7 % 11 - 5) / 10f;
        }
        return Tensor.ofFloats(new long[] {18, 2}, values);
    }

    @ParameterizedTest
    @EnumSource
    void shouldPutTheDeclaredPreprocessingInFront(Layout layout) {
        for (boolean softmax : new boolean[] {false, true}) {
            // Given
            byte[] pixels = new byte[IMAGE.bytes()];
            new Random(2).nextBytes(pixels);
            ForeignModel declared = new ForeignModel(IMAGE, CLASSES, layout, 1f, NORMALIZATION);

            // When
            Graph imported = ModelImport.apply(foreign(layout, softmax), declared);

            // Then
            assertThat(ModelMetadata.classes(imported)).contains(CLASSES);
            assertThat(imported.metadata()).containsEntry("author", "someone");
            Map<String, float[]> outputs = RuntimeOutputs.of(imported, IMAGE, pixels);
            double[] expected = byHand(pixels, layout);
            float[] logits = outputs.get("logits");
            assertThat((double) logits[0]).isCloseTo(expected[0], within(1e-4));
            assertThat((double) logits[1]).isCloseTo(expected[1], within(1e-4));
            double p = 1 / (1 + Math.exp(expected[1] - expected[0]));
            assertThat((double) outputs.get("probabilities")[0]).isCloseTo(p, within(1e-5));
        }
    }

    private static double[] byHand(byte[] pixels, Layout layout) {
        float[] weights = weights().floats();
        double[] scores = new double[2];
        for (int y = 0; y < 2; y++) {
            for (int x = 0; x < 3; x++) {
                for (int c = 0; c < 3; c++) {
                    double value = ((pixels[(y * 3 + x) * 3 + c] & 0xFF)
                                    - NORMALIZATION.mean().get(c))
                            / NORMALIZATION.std().get(c);
                    int row = layout == Layout.NCHW ? (c * 2 + y) * 3 + x : (y * 3 + x) * 3 + c;
                    scores[0] += value * weights[2 * row];
                    scores[1] += value * weights[2 * row + 1];
                }
            }
        }
        return scores;
    }

    @Test
    void shouldGiveAStrippedNetworkItsPreprocessingBack() {
        // Given: a built network without what we put in front
        ImageShape image = new ImageShape(12, 12, 1);
        Graph built = Networks.build("resnet-8", image, CLASSES, 4);
        PixelNormalization standard = PixelNormalization.standard(1);
        Map<String, Tensor> initializers = new LinkedHashMap<>(built.initializers());
        Graph stripped = new Graph(
                "stripped",
                17,
                built.nodes().stream()
                        .filter(node -> !node.name().startsWith("preprocessing.")
                                && !node.name().equals("probabilities"))
                        .toList(),
                List.of(new TensorSpec(
                        "preprocessing.normalized",
                        ElementType.FLOAT,
                        List.of(Dimension.of("b"), Dimension.of(1), Dimension.of(12), Dimension.of(12)))),
                built.outputs().subList(0, 1),
                initializers,
                built.metadata());

        // When
        Graph imported = ModelImport.apply(stripped, new ForeignModel(image, CLASSES, Layout.NCHW, 1 / 255f, standard));

        // Then
        assertThat(imported.nodes()).isEqualTo(built.nodes());
        assertThat(imported.inputs()).isEqualTo(built.inputs());
        assertThat(imported.outputs()).isEqualTo(built.outputs());
    }

    @Test
    void shouldRefuseAModelThatIsNotAsDeclared() {
        ForeignModel nhwc = new ForeignModel(IMAGE, CLASSES, Layout.NHWC, 1f, NORMALIZATION);
        assertRefused(() -> ModelImport.apply(foreign(Layout.NCHW, true), nhwc), "x: FLOAT (batch, 3, 2, 3)", "NHWC");
        ForeignModel three = new ForeignModel(IMAGE, List.of("a", "b", "c"), Layout.NCHW, 1f, NORMALIZATION);
        assertRefused(() -> ModelImport.apply(foreign(Layout.NCHW, true), three), "p: FLOAT", "3 declared classes");
        Graph served = Networks.build("mlp", IMAGE, CLASSES, 1);
        assertRefused(() -> ModelImport.apply(served, nhwc), "2 outputs");
        assertThatThrownBy(() -> new ForeignModel(IMAGE, CLASSES, Layout.NCHW, 0f, NORMALIZATION))
                .hasMessageContaining("scale is 0.0");
    }

    private static void assertRefused(Runnable action, String... words) {
        assertThatThrownBy(action::run).isInstanceOfSatisfying(NoisyStudentException.class, e -> {
            assertThat(e.code()).isEqualTo(ErrorCode.SIGNATURE_MISMATCH);
            assertThat(e.getMessage()).contains(words);
        });
    }
}
