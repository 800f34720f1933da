package io.noisystudent.learning.module;

import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.inference.Classifier;
import io.noisystudent.inference.InferenceOptions;
import io.noisystudent.learning.torch.Compute;
import io.noisystudent.learning.torch.HostMemory;
import io.noisystudent.learning.torch.NativeScope;
import io.noisystudent.networks.build.InputResolution;
import io.noisystudent.networks.build.Networks;
import io.noisystudent.networks.graph.Graph;
import io.noisystudent.networks.graph.ModelMetadata;
import io.noisystudent.networks.onnx.OnnxReader;
import io.noisystudent.networks.onnx.OnnxWriter;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class EvaluationParityTest {
    private static final int BATCH = 16;
    private static final List<String> CLASSES =
            IntStream.range(0, 10).mapToObj(Integer::toString).toList();

    @ParameterizedTest
    @CsvSource({
        "small-cnn, 28, 1",
        "small-cnn-w2, 28, 1",
        "mlp, 28, 1",
        "resnet-8, 32, 3",
        "resnet-20, 32, 3",
        "resnet-8x4, 32, 3",
        "wrn-10-1, 28, 1",
        "wrn-16-2, 32, 3",
        "resnet-18-small, 32, 3",
        "resnet-34, 64, 3",
        "resnet-50, 65, 3",
        "efficientnet-b0, 64, 3",
        "efficientnet-b0, 75, 1",
        "efficientnet-b0-small, 32, 3",
        "efficientnet-b2-small, 28, 1"
    })
    void shouldAgreeWithOnnxRuntime(String network, int size, int channels) {
        // Given
        ImageShape shape = new ImageShape(size, size, channels);
        Graph initial = Networks.build(network, shape, CLASSES, 7);
        ByteBuffer images = randomImages(shape);
        Graph trained = moveStatistics(initial, images, shape);

        // When / Then
        assertSameAsOnnxRuntime(trained, images, shape);
    }

    @ParameterizedTest
    @CsvSource({
        "small-cnn, 28, 40, 33",
        "resnet-8, 32, 24, 40",
        "wrn-10-1, 28, 36, 36",
        "resnet-18, 64, 96, 65",
        "efficientnet-b0-small, 32, 40, 37"
    })
    void shouldServeTheSameWeightsAtAnotherResolution(String network, int size, int height, int width) {
        // Given
        ImageShape made = new ImageShape(size, size, 3);
        ImageShape other = new ImageShape(height, width, 3);
        Graph trained = moveStatistics(Networks.build(network, made, CLASSES, 7), randomImages(made), made);

        // When
        Graph moved = InputResolution.at(trained, height, width);
        Graph open = OnnxReader.read(OnnxWriter.write(InputResolution.open(trained)));

        // Then
        assertThat(ModelMetadata.image(moved)).contains(other);
        assertThat(moved.initializers()).isEqualTo(trained.initializers());
        float[] logits = assertSameAsOnnxRuntime(moved, randomImages(other), other);
        assertThat(assertSameAsOnnxRuntime(open, randomImages(made), made)).isNotEqualTo(logits);
        Graph openAtOther = open.withMetadata(ModelMetadata.problem(other, CLASSES));
        assertThat(assertSameAsOnnxRuntime(openAtOther, randomImages(other), other))
                .isEqualTo(logits);
    }

    private static float[] assertSameAsOnnxRuntime(Graph graph, ByteBuffer images, ImageShape shape) {
        float[] expected = new float[BATCH * CLASSES.size()];
        InferenceOptions options = InferenceOptions.defaults().withThreads(1);
        try (Classifier classifier = Classifier.open(graph, options)) {
            classifier.input().put(images.duplicate());
            classifier.run(BATCH).logits().get(expected);
        }
        float[] actual = NativeScope.call(() -> {
            try (GraphModule module = GraphModule.of(graph, Compute.cpu())) {
                return HostMemory.floats(
                        module.forward(tensor(images, shape), Mode.EVALUATION).logits());
            }
        });
        assertThat(actual).hasSameSizeAs(expected);
        for (int i = 0; i < actual.length; i++) {
            assertThat((double) Math.abs(actual[i] - expected[i])).isLessThan(1e-4);
        }
        return actual;
    }

    /** Running statistics that differ from the initial 0 and 1, so that a mistake in them shows. */
    private static Graph moveStatistics(Graph initial, ByteBuffer images, ImageShape shape) {
        return NativeScope.call(() -> {
            try (GraphModule module = GraphModule.of(initial, Compute.cpu())) {
                for (int i = 0; i < 5; i++) {
                    module.forward(tensor(images, shape), Mode.TRAINING).logits();
                }
                return module.export(module.state());
            }
        });
    }

    private static org.bytedeco.pytorch.Tensor tensor(ByteBuffer images, ImageShape shape) {
        return Compute.cpu().overBytes(images, BATCH, shape.height(), shape.width(), shape.channels());
    }

    private static ByteBuffer randomImages(ImageShape shape) {
        byte[] pixels = new byte[BATCH * shape.bytes()];
        new Random(3).nextBytes(pixels);
        return ByteBuffer.allocateDirect(pixels.length).put(pixels).flip();
    }
}
