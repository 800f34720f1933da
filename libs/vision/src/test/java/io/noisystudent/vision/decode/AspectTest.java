package io.noisystudent.vision.decode;

import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.contracts.config.Resize;
import io.noisystudent.contracts.sample.ContentType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class AspectTest {
    @ParameterizedTest
    @CsvSource({
        "8, 8, 8, 8, 0, 0, 8, 8",
        "375, 500, 96, 96, 0, 62, 375, 375",
        "500, 375, 96, 96, 62, 0, 375, 375",
        "100, 100, 30, 40, 12, 0, 75, 100",
        "60, 80, 30, 40, 0, 0, 60, 80",
        "2, 200, 4096, 4096, 0, 99, 2, 2",
        "7, 100, 1, 100, 3, 0, 1, 100",
        "100, 2, 1, 4096, 49, 0, 1, 2",
    })
    void shouldKeepTheLargestPartInTheMiddle(
            int height, int width, int toHeight, int toWidth, int top, int left, int partHeight, int partWidth) {
        // When
        Part part = Part.of(height, width, new ImageShape(toHeight, toWidth, 3), Resize.CROP);

        // Then
        assertThat(part).isEqualTo(new Part(top, left, partHeight, partWidth));
    }

    @Test
    void shouldLeaveOutWhatIsBesideTheMiddleOrDistort() throws IOException {
        // Given: white bars left and right of a black square
        ImageShape square = new ImageShape(16, 16, 1);
        byte[] wide = new byte[16 * 32];
        for (int i = 0; i < wide.length; i++) {
            wide[i] = (byte) (i % 32 < 8 || i % 32 >= 24 ? 255 : 0);
        }
        byte[] png = Pngs.file(Pngs.header(16, 32, 8, Pngs.GRAY), Pngs.data(16, wide), Pngs.end());

        // When
        byte[] cropped = decode(png, ContentType.PNG, square, Resize.CROP);
        byte[] stretched = decode(png, ContentType.PNG, square, Resize.STRETCH);

        // Then
        assertThat(cropped).isEqualTo(new byte[256]);
        assertThat(Arrays.copyOf(stretched, 16))
                .isEqualTo(new byte[] {-1, -1, -1, -1, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1, -1, -1});
    }

    @ParameterizedTest
    @CsvSource({"16, 16, 8, 8", "8, 8, 8, 8", "4, 4, 8, 8", "12, 24, 6, 12", "5, 10, 6, 12"})
    void shouldMakeNoDifferenceWhereTheAspectIsTheSame(int height, int width, int toHeight, int toWidth)
            throws IOException {
        // Given
        byte[] pixels = new byte[height * width * 3];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) (i * i % 251);
        }
        byte[] png = Pngs.file(Pngs.header(height, width, 8, Pngs.RGB), Pngs.data(height, pixels), Pngs.end());
        ImageShape shape = new ImageShape(toHeight, toWidth, 3);

        // When
        byte[] cropped = decode(png, ContentType.PNG, shape, Resize.CROP);

        // Then
        assertThat(cropped).isEqualTo(decode(png, ContentType.PNG, shape, Resize.STRETCH));
    }

    @Test
    void shouldCropTheImagesOfArrays() throws IOException {
        // Given: an image of 2 x 4
        byte[] array = Npys.of("(1, 2, 4)", new byte[] {9, 1, 2, 9, 9, 3, 4, 9});

        // When
        byte[] cropped = decode(array, ContentType.NPY, new ImageShape(2, 2, 1), Resize.CROP);

        // Then
        assertThat(cropped).containsExactly(1, 2, 3, 4);
    }

    static byte[] decode(byte[] file, ContentType type, ImageShape shape, Resize resize) {
        ByteBuffer pixels = ByteBuffer.allocate(shape.bytes());
        try (ImageDecoder decoder = new ImageDecoder(shape, resize)) {
            decoder.open(file, type).decode(0, pixels);
        }
        return pixels.array();
    }
}
