package io.noisystudent.learning.module;

import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.inference.Classifier;
import io.noisystudent.inference.InferenceOptions;
import io.noisystudent.learning.noise.NoiseRates;
import io.noisystudent.learning.torch.Compute;
import io.noisystudent.learning.torch.HostMemory;
import io.noisystudent.learning.torch.NativeScope;
import io.noisystudent.networks.build.Networks;
import io.noisystudent.networks.graph.Graph;
import io.noisystudent.networks.graph.Node;
import io.noisystudent.networks.validation.OnnxOperator;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** Two independent oracles: ONNX Runtime for the values, finite differences in float64 for the gradients. */
class OperatorTest {
    private static final int BATCH = 5;
    private static final ByteBuffer IMAGES = images();

    static List<String> cases() {
        return OperatorGraphs.names().toList();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void shouldHaveTheValuesOfOnnxRuntime(String name) {
        // Given
        Graph graph = OperatorGraphs.graph(name);
        float[] expected = new float[BATCH * TestGraphs.CLASSES];
        InferenceOptions options = InferenceOptions.defaults().withThreads(1).withMaxBatch(BATCH);
        try (Classifier classifier = Classifier.open(graph, options)) {
            classifier.input().put(IMAGES.duplicate());
            classifier.run(BATCH).logits().get(expected);
        }

        // When
        float[] actual = NativeScope.call(() -> {
            try (GraphModule module = GraphModule.of(graph, Compute.cpu())) {
                return HostMemory.floats(
                        module.forward(tensor(), Mode.EVALUATION).logits());
            }
        });

        // Then
        for (int i = 0; i < expected.length; i++) {
            assertThat(actual[i]).isCloseTo(expected[i], within(2e-5f));
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void shouldHaveTheGradientOfFiniteDifferences(String name) {
        Gradients.check(OperatorGraphs.graph(name), IMAGES, BATCH, NoiseRates.NONE, Mode.TRAINING);
    }

    /** The list is that of {@code networks}; what is there without a case here has no proof. */
    @ParameterizedTest
    @EnumSource(OnnxOperator.class)
    void shouldProveEveryOperatorThatNetworksMayHave(OnnxOperator operator) {
        assertThat(cases().stream()
                        .flatMap(name -> OperatorGraphs.graph(name).nodes().stream())
                        .map(Node::operator)
                        .distinct())
                .contains(operator.onnxName());
    }

    @ParameterizedTest
    @ValueSource(strings = {"small-cnn", "resnet-8", "wrn-10-1", "mlp"})
    void shouldHaveTheGradientOfWholeNetworksWithNoise(String network) {
        // Given
        ImageShape shape = new ImageShape(8, 8, 1);
        ByteBuffer images = ByteBuffer.allocateDirect(BATCH * shape.bytes());
        new Random(6).ints(images.capacity(), 0, 256).forEach(pixel -> images.put((byte) pixel));
        Graph graph = Networks.build(network, shape, List.of("a", "b", "c"), 1);

        // When / Then
        Gradients.check(graph, images.flip(), BATCH, new NoiseRates(0.2, 0.5), Mode.TRAINING);
    }

    /** In float32 oneDNN convolves and normalizes, in float64 libtorch. */
    @ParameterizedTest
    @ValueSource(strings = {"small-cnn", "resnet-8", "wrn-10-1"})
    void shouldTrainInFloat32AsInFloat64(String network) {
        // Given
        ImageShape shape = new ImageShape(8, 8, 1);
        ByteBuffer images = ByteBuffer.allocateDirect(BATCH * shape.bytes());
        new Random(6).ints(images.capacity(), 0, 256).forEach(pixel -> images.put((byte) pixel));
        images.flip();
        Graph graph = Networks.build(network, shape, List.of("a", "b", "c"), 1);

        // When
        List<float[]> expected = Gradients.of(graph, images, BATCH, ScalarType.Double);
        List<float[]> actual = Gradients.of(graph, images, BATCH, ScalarType.Float);

        // Then
        assertThat(actual).hasSameSizeAs(expected);
        for (int i = 0; i < expected.size(); i++) {
            assertThat(actual.get(i)).usingComparatorWithPrecision(1e-4f).containsExactly(expected.get(i));
        }
    }

    @ParameterizedTest
    @EnumSource(Mode.class)
    void shouldHaveTheGradientWithNoise(Mode mode) {
        Gradients.check(OperatorGraphs.graph("residual block"), IMAGES, BATCH, new NoiseRates(0.3, 0.5), mode);
    }

    private static Tensor tensor() {
        return Compute.cpu().overBytes(IMAGES, BATCH, TestGraphs.SIDE, TestGraphs.SIDE, TestGraphs.CHANNELS);
    }

    private static ByteBuffer images() {
        byte[] pixels = new byte[BATCH * TestGraphs.SIDE * TestGraphs.SIDE * TestGraphs.CHANNELS];
        new Random(4).nextBytes(pixels);
        return ByteBuffer.allocateDirect(pixels.length).put(pixels).flip();
    }
}
