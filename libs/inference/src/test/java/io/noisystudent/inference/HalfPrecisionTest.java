package io.noisystudent.inference;

import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.networks.build.Networks;
import io.noisystudent.networks.graph.ElementType;
import io.noisystudent.networks.graph.Graph;
import io.noisystudent.networks.graph.Node;
import io.noisystudent.networks.graph.Tensor;
import io.noisystudent.networks.onnx.OnnxWriter;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

class HalfPrecisionTest {
    private static final int IMAGES = 8;
    private static final List<String> CLASSES = List.of("a", "b", "c", "d");

    /** ONNX Runtime on a CPU computes between the weights of half precision in single precision where it must. */
    @ParameterizedTest
    @CsvSource({
        "resnet-20, 32, 3, 0.01",
        "wrn-16-2, 32, 3, 0.01",
        "small-cnn, 28, 1, 0.01",
        "mlp, 28, 1, 0.01",
        // Untrained, its activations are so small that some are subnormal.
        "efficientnet-b0, 64, 3, 0.03",
    })
    void shouldGiveNearlyTheSameLogits(String network, int size, int channels, float tolerance) {
        // Given
        ImageShape image = new ImageShape(size, size, channels);
        Graph graph = Networks.build(network, image, CLASSES, 3);
        Graph half = HalfPrecision.of(graph).orElseThrow();
        byte[] pixels = new byte[IMAGES * image.bytes()];
        new Random(7).nextBytes(pixels);

        // When
        float[][] exact = run(graph, pixels);
        float[][] rounded = run(half, pixels);

        // Then
        float largest = 0;
        for (float logit : exact[0]) {
            largest = Math.max(largest, Math.abs(logit));
        }
        assertThat(largest).isPositive();
        assertThat(rounded[0]).isNotEqualTo(exact[0]);
        for (int i = 0; i < exact[0].length; i++) {
            assertThat(rounded[0][i]).isCloseTo(exact[0][i], within(tolerance * largest));
        }
        for (int row = 0; row < IMAGES; row++) {
            double sum = 0;
            for (int label = 0; label < CLASSES.size(); label++) {
                sum += rounded[1][row * CLASSES.size() + label];
            }
            assertThat(sum).as("of probabilities, whose softmax is exact").isCloseTo(1, within(1e-6));
        }
    }

    @Test
    void shouldHoldNoWeightOfSinglePrecision() {
        Graph graph = Networks.build("resnet-20", new ImageShape(32, 32, 3), CLASSES, 3);

        Graph half = HalfPrecision.of(graph).orElseThrow();

        assertThat(half.initializers().values()).noneMatch(weight -> weight.type() == ElementType.FLOAT);
        assertThat(half.inputs()).isEqualTo(graph.inputs());
        assertThat(half.outputs()).isEqualTo(graph.outputs());
    }

    @Test
    void shouldLeaveWhatItCannotConvert() {
        // Given
        Graph graph = Networks.build("mlp", new ImageShape(2, 2, 1), CLASSES, 3);
        String weight = graph.initializers().entrySet().stream()
                .filter(entry -> entry.getValue().type() == ElementType.FLOAT)
                .reduce((first, last) -> last)
                .orElseThrow()
                .getKey();
        Tensor values = graph.initializers().get(weight);
        float[] large = values.floats();
        large[0] = 70_000;

        // When, Then
        assertThat(HalfPrecision.of(graph.withInitializers(Map.of(weight, Tensor.ofFloats(values.dims(), large)))))
                .isEmpty();
        for (String operator : List.of("Mish", "Log")) {
            List<Node> nodes = new ArrayList<>(graph.nodes());
            nodes.add(new Node("other", operator, List.of("logits"), List.of("unused"), Map.of()));
            assertThat(HalfPrecision.of(new Graph(
                            "foreign",
                            graph.opset(),
                            nodes,
                            graph.inputs(),
                            graph.outputs(),
                            graph.initializers(),
                            graph.metadata())))
                    .as(operator)
                    .isEmpty();
        }
    }

    /** On the CPU, which computes in single precision, nothing overflows: weights that are no numbers stand for it. */
    @Test
    void shouldBeTriedOnImages() {
        // Given
        ImageShape image = new ImageShape(8, 8, 1);
        Graph graph = Networks.build("mlp", image, CLASSES, 3);
        Map<String, Tensor> overflown = new HashMap<>();
        graph.initializers().forEach((name, tensor) -> {
            if (tensor.type() == ElementType.FLOAT && tensor.dims().length == 2) {
                float[] values = tensor.floats();
                Arrays.fill(values, Float.NaN);
                overflown.put(name, Tensor.ofFloats(tensor.dims(), values));
            }
        });
        SharedSession fine = opened(graph);
        SharedSession useless = opened(graph.withInitializers(overflown));

        // When, Then
        assertThat(Sessions.tried(fine, session -> Classifier.tryNumbers(session, image, CLASSES)))
                .isSameAs(fine);
        assertThatThrownBy(() -> Sessions.tried(useless, session -> Classifier.tryNumbers(session, image, CLASSES)))
                .isInstanceOfSatisfying(
                        NoisyStudentException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.TRIAL_RUN_FAILED));
        fine.release();
        assertThatThrownBy(() -> useless.session().run(Map.of()))
                .as("the session that is of no use is closed")
                .isInstanceOf(IllegalStateException.class);
    }

    private static SharedSession opened(Graph graph) {
        Graph half = HalfPrecision.of(graph).orElseThrow();
        InferenceOptions options = InferenceOptions.defaults().withDevice(Device.CPU);
        return Sessions.open(half, OnnxWriter.write(half), options, session -> {});
    }

    /** Against the definition of binary16: of its neighbors the nearest, of two the even one. */
    @Test
    void shouldRoundToTheNearest() {
        Random random = new Random(5);
        for (int i = 0; i < 200_000; i++) {
            float value = Float.intBitsToFloat(random.nextInt());
            if (Math.abs(value) > 65504 || Float.isNaN(value)) {
                continue;
            }
            int bits = Half.bits(value) & 0xffff;
            double error = Math.abs(value(bits) - value);
            for (int neighbor : new int[] {bits - 1, bits + 1}) {
                boolean isNumber = (neighbor & 0x7fff) <= 0x7bff && (neighbor & 0x8000) == (bits & 0x8000);
                if (isNumber && neighbor >= 0) {
                    double other = Math.abs(value(neighbor) - value);
                    assertThat(error < other || (error == other && (bits & 1) == 0))
                            .as("%s -> %x", value, bits)
                            .isTrue();
                }
            }
        }
        assertThat(Half.bits(65519)).isEqualTo((short) 0x7bff);
        assertThat(Half.bits(Float.NEGATIVE_INFINITY)).isEqualTo((short) 0xfc00);
        assertThat(Half.bits(0x1p-25f)).isEqualTo((short) 0);
        assertThat(Half.bits(-0f)).isEqualTo((short) 0x8000);
        assertThat(value(Half.bits(Float.NaN) & 0xffff)).isNaN();
    }

    private static double value(int bits) {
        int exponent = (bits >>> 10) & 0x1f;
        double mantissa = bits & 0x3ff;
        double sign = (bits & 0x8000) == 0 ? 1 : -1;
        return switch (exponent) {
            case 0 -> sign * mantissa * 0x1p-24;
            case 0x1f -> mantissa == 0 ? sign * Double.POSITIVE_INFINITY : Double.NaN;
            default -> sign * Math.scalb(1 + mantissa / 1024, exponent - 15);
        };
    }

    private static float[][] run(Graph graph, byte[] pixels) {
        InferenceOptions options = InferenceOptions.defaults()
                .withDevice(Device.CPU)
                .withThreads(1)
                .withMaxBatch(IMAGES);
        try (Classifier classifier = Classifier.open(graph, options)) {
            classifier.input().put(pixels);
            ClassifierOutputs outputs = classifier.run(IMAGES);
            return new float[][] {copy(outputs.logits()), copy(outputs.probabilities())};
        }
    }

    private static float[] copy(FloatBuffer buffer) {
        float[] values = new float[buffer.remaining()];
        buffer.get(values);
        return values;
    }
}
