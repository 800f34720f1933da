package io.noisystudent.inference;

import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.networks.build.Networks;
import io.noisystudent.networks.build.PixelNormalization;
import io.noisystudent.networks.graph.Graph;
import io.noisystudent.networks.onnx.OnnxWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

class ClassifierTest {
    private static final InferenceOptions OPTIONS =
            InferenceOptions.defaults().withDevice(Device.CPU).withThreads(1).withMaxBatch(4);
    private static final List<String> CLASSES = List.of("a", "b", "c");

    @ParameterizedTest(name = "{0} on {1}x{2}x{3}")
    @CsvSource({
        "resnet-8, 28, 28, 1",
        "resnet-20, 32, 32, 3",
        "resnet-8x4, 17, 23, 3",
        "wrn-10-1, 28, 28, 1",
        "wrn-16-2, 32, 32, 3",
        "wrn-10-2, 9, 40, 3",
        "small-cnn, 28, 28, 1",
        "small-cnn-w2, 33, 7, 3",
        "small-cnn, 1, 1, 1",
        "mlp, 28, 28, 1",
        "mlp-w2, 5, 6, 3",
    })
    void shouldRunEveryNetworkOnEverySize(String name, int height, int width, int channels) {
        // Given
        ImageShape image = new ImageShape(height, width, channels);
        try (Classifier classifier = Classifier.open(Networks.build(name, image, CLASSES, 5), OPTIONS)) {
            classifier.input().put(pixels(3 * image.bytes(), 11));

            // When
            ClassifierOutputs predictions = classifier.run(3);

            // Then
            FloatBuffer logits = predictions.logits();
            for (int row = 0; row < 3; row++) {
                double[] expected = softmax(logits, row);
                for (int k = 0; k < 3; k++) {
                    assertThat(predictions.probability(row, k)).isCloseTo((float) expected[k], within(1e-6f));
                }
            }
            assertThat(logits.get(0)).isNotEqualTo(logits.get(3));
            assertThat(classifier.imageShape()).isEqualTo(image);
            assertThat(classifier.classes()).isEqualTo(CLASSES);
        }
    }

    @Test
    void shouldNormalizeAsAHandComputationDoes() {
        // Given: a classifier whose layers are replaced by sums over the normalized pixels
        ImageShape image = new ImageShape(2, 2, 3);
        PixelNormalization normalization =
                new PixelNormalization(List.of(0.1f, 0.2f, 0.3f), List.of(0.5f, 0.25f, 0.125f));
        Graph graph = PixelSums.build(image, normalization);
        byte[] pixels = {0, (byte) 255, 10, 20, 30, 40, (byte) 200, 100, 50, 1, 2, 3};
        try (Classifier classifier = Classifier.open(graph, OPTIONS)) {
            classifier.input().put(pixels);

            // When
            FloatBuffer logits = classifier.run(1).logits();

            // Then: channel means of (pixel/255 - mean)/std, pixels being interleaved
            for (int c = 0; c < 3; c++) {
                double sum = 0;
                for (int p = 0; p < 4; p++) {
                    double pixel = (pixels[3 * p + c] & 0xFF) / 255.0;
                    sum += (pixel - normalization.mean().get(c))
                            / normalization.std().get(c);
                }
                assertThat((double) logits.get(c)).isCloseTo(sum / 4, within(1e-5));
            }
        }
    }

    @Test
    void shouldGiveEachImageTheSameResultInAnyBatch() {
        // Given
        ImageShape image = new ImageShape(28, 28, 1);
        byte[] pixels = pixels(4 * image.bytes(), 3);
        try (Classifier classifier = Classifier.open(Networks.build("wrn-10-1", image, CLASSES, 5), OPTIONS)) {
            classifier.input().put(pixels);
            float[] together = copy(classifier.run(4).logits());

            // When: the last image first, then three of them over what the full batch left behind
            classifier.input().put(pixels, 3 * image.bytes(), image.bytes());
            float[] alone = copy(classifier.run(1).logits());
            classifier.input().put(pixels, image.bytes(), 3 * image.bytes());
            ClassifierOutputs partial = classifier.run(3);

            // Then
            assertThat(partial.count()).isEqualTo(3);
            assertThat(alone).hasSize(3);
            assertThat(copy(partial.logits())).hasSize(9);
            for (int k = 0; k < 3; k++) {
                assertThat(alone[k]).isCloseTo(together[9 + k], within(1e-5f));
                assertThat(partial.logits().get(6 + k)).isCloseTo(together[9 + k], within(1e-5f));
            }
        }
    }

    @Test
    void shouldReuseItsMemory() {
        ImageShape image = new ImageShape(8, 8, 1);
        try (Classifier classifier = Classifier.open(Networks.build("mlp", image, CLASSES, 5), OPTIONS)) {
            // Given
            ByteBuffer first = classifier.input();
            first.put(pixels(image.bytes(), 1));

            // When
            ByteBuffer again = classifier.input();

            // Then
            assertThat(again.isDirect()).isTrue();
            assertThat(again.remaining()).isEqualTo(4 * image.bytes());
            assertThat(again.get(5)).isEqualTo(pixels(image.bytes(), 1)[5]);
            assertThat(classifier.run(2)).isSameAs(classifier.run(2));
        }
    }

    @Test
    void shouldOpenFiles(@TempDir Path folder) throws Exception {
        Graph graph = Networks.build("small-cnn", new ImageShape(8, 8, 1), CLASSES, 5);
        Path file = Files.write(folder.resolve("model.onnx"), OnnxWriter.write(graph));
        try (Classifier classifier = Classifier.open(file, OPTIONS)) {
            assertThatCode(classifier::warmUp).doesNotThrowAnyException();
            assertThat(classifier.maxBatch()).isEqualTo(4);
        }
    }

    @Test
    void shouldSayThatItIsClosed() {
        // Given
        Classifier classifier = Classifier.open(Networks.build("mlp", new ImageShape(8, 8, 1), CLASSES, 5), OPTIONS);
        classifier.run(1);

        // When
        classifier.close();
        classifier.close();

        // Then
        assertThatThrownBy(() -> classifier.run(1)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(classifier::input).hasMessage("the classifier is closed");
    }

    @Test
    void shouldShareTheSessionAndNothingElse() {
        // Given
        Classifier first = Classifier.open(Networks.build("mlp", new ImageShape(8, 8, 1), CLASSES, 5), OPTIONS);
        byte[] dark = new byte[64];
        byte[] light = new byte[64];
        Arrays.fill(light, (byte) 200);
        first.input().put(dark);
        float[] ofDark = first.run(1).probabilities(0);
        Classifier second = first.sibling();

        // When
        second.input().put(light);
        float[] ofLight = second.run(1).probabilities(0);

        // Then
        assertThat(first.run(1).probabilities(0)).isEqualTo(ofDark).isNotEqualTo(ofLight);
        first.close();
        assertThat(second.run(1).probabilities(0)).isEqualTo(ofLight);
        second.close();
        assertThatThrownBy(second::sibling).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void shouldRefuseACountOutsideTheBatch() {
        try (Classifier classifier =
                Classifier.open(Networks.build("mlp", new ImageShape(8, 8, 1), CLASSES, 5), OPTIONS)) {
            assertThatThrownBy(() -> classifier.run(0)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> classifier.run(5)).hasMessageContaining("count is 5");
        }
    }

    @Test
    void shouldRefuseCudaWithoutCudaAndFallBackWhenAllowed() {
        Graph graph = Networks.build("mlp", new ImageShape(8, 8, 1), CLASSES, 5);
        try (Classifier automatic = Classifier.open(graph, OPTIONS.withDevice(Device.AUTO))) {
            if (automatic.device() == Device.CPU) {
                assertThatThrownBy(() -> Classifier.open(graph, OPTIONS.withDevice(Device.CUDA)))
                        .isInstanceOfSatisfying(NoisyStudentException.class, e -> assertThat(e.code())
                                .isEqualTo(ErrorCode.DEVICE_UNAVAILABLE));
            }
            assertThat(automatic.run(1).count()).isEqualTo(1);
        }
        assertThat(Device.of("Cuda")).isEqualTo(Device.CUDA);
        assertThatThrownBy(() -> Device.of("tpu")).hasMessageContainingAll("tpu", "auto, cuda or cpu");
    }

    @Test
    void shouldGiveNativeMemoryBackOnClose() {
        // Given: 4 MB of weights; the first sessions pay for the runtime itself
        Graph graph = Networks.build("mlp-w4", new ImageShape(8, 8, 1), CLASSES, 5);
        IntStream.range(0, 20).forEach(i -> openRunClose(graph));
        long before = residentKilobytes();

        // When
        IntStream.range(0, 100).forEach(i -> openRunClose(graph));

        // Then: leaked sessions would be 430 MB, the Java heap moves by at most a hundred
        assertThat(residentKilobytes() - before).isLessThan(250_000);
    }

    private static void openRunClose(Graph graph) {
        try (Classifier classifier = Classifier.open(graph, OPTIONS)) {
            classifier.warmUp();
        }
    }

    /** Resident memory where the system reports it, else 0. */
    private static long residentKilobytes() {
        System.gc();
        Path status = Path.of("/proc/self/status");
        if (!Files.exists(status)) {
            return 0;
        }
        try (var lines = Files.lines(status)) {
            return lines.filter(line -> line.startsWith("VmRSS"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .sum();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] pixels(int count, long seed) {
        byte[] pixels = new byte[count];
        new Random(seed).nextBytes(pixels);
        return pixels;
    }

    private static float[] copy(FloatBuffer buffer) {
        float[] copy = new float[buffer.remaining()];
        buffer.get(copy);
        return copy;
    }

    private static double[] softmax(FloatBuffer logits, int row) {
        double[] powers = IntStream.range(0, 3)
                .mapToDouble(k -> Math.exp(logits.get(3 * row + k)))
                .toArray();
        double sum = powers[0] + powers[1] + powers[2];
        return IntStream.range(0, 3).mapToDouble(k -> powers[k] / sum).toArray();
    }
}
