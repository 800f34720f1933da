package io.noisystudent.bench.images;

import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.contracts.config.Resize;
import io.noisystudent.contracts.sample.ContentType;
import io.noisystudent.vision.decode.EncodedSamples;
import io.noisystudent.vision.decode.ImageDecoder;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ImageFilesTest {
    private static final ImageShape SHAPE = new ImageShape(12, 12, 3);

    @Test
    void shouldWriteArraysThatOurDecoderReads() {
        // When
        List<byte[]> files = ImageFiles.npy(SHAPE, 5, 2);

        // Then
        ByteBuffer expected = Pictures.pixels(SHAPE, 5, 1);
        ByteBuffer decoded = ByteBuffer.allocate(5 * SHAPE.bytes());
        try (ImageDecoder decoder = new ImageDecoder(SHAPE, Resize.STRETCH)) {
            for (byte[] file : files) {
                EncodedSamples samples = decoder.open(file, ContentType.NPY);
                for (int i = 0; i < samples.count(); i++) {
                    samples.decode(i, decoded);
                }
            }
        }
        assertThat(files).hasSize(3);
        assertThat(decoded.flip()).isEqualTo(expected);
    }

    @Test
    void shouldWriteJpegFilesThatOurDecoderReads() {
        // When
        List<byte[]> files = ImageFiles.jpeg(SHAPE, 3);

        // Then
        try (ImageDecoder decoder = new ImageDecoder(SHAPE, Resize.STRETCH)) {
            for (byte[] file : files) {
                ByteBuffer pixels = ByteBuffer.allocate(SHAPE.bytes());
                decoder.open(file, ContentType.JPEG).decode(0, pixels);
                assertThat(pixels.hasRemaining()).isFalse();
            }
        }
    }
}
