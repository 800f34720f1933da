package io.noisystudent.learning.module;

import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.learning.torch.NativeScope;
import io.noisystudent.learning.torch.Tensors;
import io.noisystudent.networks.build.Networks;
import io.noisystudent.networks.graph.Graph;
import io.noisystudent.networks.inference.Classifier;
import io.noisystudent.networks.inference.InferenceOptions;
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
        float[] expected = new float[BATCH * CLASSES.size()];
        try (Classifier classifier =
                Classifier.open(trained, InferenceOptions.defaults().withThreads(1))) {
            classifier.input().put(images.duplicate());
            classifier.run(BATCH).logits().get(expected);
        }

        // When
        float[] actual = NativeScope.call(() -> {
            try (GraphModule module = GraphModule.of(trained)) {
                return Tensors.floats(module.forward(tensor(images, shape), Mode.EVALUATION));
            }
        });

        // Then
        assertThat(actual).hasSameSizeAs(expected);
        for (int i = 0; i < actual.length; i++) {
            assertThat((double) Math.abs(actual[i] - expected[i])).isLessThan(1e-4);
        }
    }

    /** Running statistics that differ from the initial 0 and 1, so that a mistake in them shows. */
    private static Graph moveStatistics(Graph initial, ByteBuffer images, ImageShape shape) {
        return NativeScope.call(() -> {
            try (GraphModule module = GraphModule.of(initial)) {
                for (int i = 0; i < 5; i++) {
                    module.forward(tensor(images, shape), Mode.TRAINING);
                }
                return module.export(module.state());
            }
        });
    }

    private static org.bytedeco.pytorch.Tensor tensor(ByteBuffer images, ImageShape shape) {
        return Tensors.overBytes(images, BATCH, shape.height(), shape.width(), shape.channels());
    }

    private static ByteBuffer randomImages(ImageShape shape) {
        byte[] pixels = new byte[BATCH * shape.bytes()];
        new Random(3).nextBytes(pixels);
        return ByteBuffer.allocateDirect(pixels.length).put(pixels).flip();
    }
}
