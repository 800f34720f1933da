package io.noisystudent.vision.decode;

import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.contracts.config.Resize;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.sample.ContentType;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class JpegDecodingTest {
    private static final int SOF0 = 0xC0;
    private static final int SOF2 = 0xC2;
    private static final int SOS = 0xDA;

    @ParameterizedTest
    @CsvSource({"32, 32, 3, false", "40, 24, 3, true", "17, 31, 1, false", "16, 16, 1, true"})
    void shouldAgreeWithTheJdk(int height, int width, int channels, boolean progressive) throws IOException {
        // Given
        byte[] jpeg = Jpegs.of(height, width, channels, progressive, smooth(height, width, channels));
        BufferedImage reference = ImageIO.read(new ByteArrayInputStream(jpeg));

        // When
        byte[] pixels = decode(jpeg, new ImageShape(height, width, channels));

        // Then
        long difference = 0;
        for (int i = 0; i < pixels.length; i++) {
            int pixel = i / channels;
            int expected = reference.getRaster().getSample(pixel % width, pixel / width, i % channels);
            difference += Math.abs(expected - (pixels[i] & 0xFF));
            assertThat(pixels[i] & 0xFF).isBetween(expected - 12, expected + 12);
        }
        assertThat(difference / (double) pixels.length).isLessThan(1);
    }

    @ParameterizedTest
    @CsvSource({"3, 8", "1, 8", "3, 4", "1, 4", "3, 2", "1, 2", "3, 1"})
    void shouldShrinkLargeImagesLikeAnAverage(int channels, int factor) throws IOException {
        // Given: waves in every channel, a size of 16 in the pipeline
        int side = 32 * factor;
        byte[] large = smooth(side, side, channels);
        byte[] jpeg = Jpegs.of(side, side, channels, false, large);

        // When
        byte[] pixels = decode(jpeg, new ImageShape(16, 16, channels));

        // Then
        int block = 2 * factor;
        for (int i = 0; i < pixels.length; i++) {
            int row = i / channels / 16;
            int column = i / channels % 16;
            int sum = 0;
            for (int y = 0; y < block; y++) {
                for (int x = 0; x < block; x++) {
                    sum += large[((row * block + y) * side + column * block + x) * channels + i % channels] & 0xFF;
                }
            }
            int mean = sum / (block * block);
            assertThat(pixels[i] & 0xFF).isBetween(mean - 6, mean + 6);
        }
    }

    /** Source: Exif 2.32, table "Orientation": where the first row and the first column of the stored image are shown. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void shouldApplyTheOrientation(int orientation) throws IOException {
        // Given
        int height = 32;
        int width = 16;
        byte[] jpeg = Jpegs.of(height, width, 1, false, smooth(height, width, 1));
        boolean lying = orientation >= 5;
        ImageShape shown = lying ? new ImageShape(width, height, 1) : new ImageShape(height, width, 1);

        // When
        byte[] stored = decode(jpeg, new ImageShape(height, width, 1));
        byte[] pixels = decode(turned(jpeg, orientation), shown);

        // Then
        for (int y = 0; y < shown.height(); y++) {
            for (int x = 0; x < shown.width(); x++) {
                int row = lying ? x : y;
                int column = lying ? y : x;
                boolean fromBelow = orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7;
                boolean fromTheRight = orientation == 2 || orientation == 3 || orientation == 7 || orientation == 8;
                int storedRow = fromBelow ? height - 1 - row : row;
                int storedColumn = fromTheRight ? width - 1 - column : column;
                assertThat(pixels[y * shown.width() + x]).isEqualTo(stored[storedRow * width + storedColumn]);
            }
        }
    }

    /** A black square in the middle with white bars at both ends, reduced by 4 in the decoder. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void shouldCropWhatWasTurned(int orientation) throws IOException {
        // Given
        byte[] bars = new byte[64 * 128];
        for (int i = 0; i < bars.length; i++) {
            bars[i] = (byte) (i % 128 < 32 || i % 128 >= 96 ? 255 : 0);
        }
        byte[] jpeg = turned(Jpegs.of(64, 128, 1, false, bars), orientation);

        // When
        byte[] pixels = AspectTest.decode(jpeg, ContentType.JPEG, new ImageShape(8, 8, 1), Resize.CROP);

        // Then
        assertThat(pixels).isEqualTo(new byte[64]);
    }

    private static byte[] turned(byte[] jpeg, int orientation) {
        byte[] exif = {
            'E',
            'x',
            'i',
            'f',
            0,
            0,
            'M',
            'M',
            0,
            42,
            0,
            0,
            0,
            8,
            0,
            1,
            1,
            0x12,
            0,
            3,
            0,
            0,
            0,
            1,
            0,
            (byte) orientation,
            0,
            0,
            0,
            0,
            0,
            0
        };
        return Jpegs.insert(jpeg, 2, Jpegs.segment(0xE1, exif));
    }

    @Test
    void shouldIgnoreCommentsProfilesAndWhatFollowsTheEnd() throws IOException {
        // Given
        byte[] jpeg = Jpegs.of(16, 16, 3, false, smooth(16, 16, 3));
        byte[] longer = Jpegs.insert(jpeg, jpeg.length, new byte[5000]);
        for (int i = 0; i < 50; i++) {
            longer = Jpegs.insert(longer, 2, Jpegs.segment(i % 2 == 0 ? 0xE2 : 0xFE, new byte[60_000]));
        }

        // When
        byte[] pixels = decode(longer, new ImageShape(16, 16, 3));

        // Then
        assertThat(pixels).isEqualTo(decode(jpeg, new ImageShape(16, 16, 3)));
    }

    @ParameterizedTest
    @CsvSource({"false", "true"})
    void shouldRefuseEveryTruncation(boolean progressive) throws IOException {
        // Given
        byte[] jpeg = Jpegs.of(8, 8, 3, progressive, smooth(8, 8, 3));

        for (int length = 3; length < jpeg.length; length++) {
            // When
            byte[] cut = Arrays.copyOf(jpeg, length);

            // Then
            Refused.onOpening(cut, ContentType.JPEG, ErrorCode.TRUNCATED_IMAGE, "after " + length + " bytes");
        }
    }

    @Test
    void shouldRefuseSizesByTheHeader() throws IOException {
        refuseSize(8, 0, ErrorCode.BAD_DIMENSIONS);
        refuseSize(0, 8, ErrorCode.BAD_DIMENSIONS);
        refuseSize(1, 500, ErrorCode.BAD_DIMENSIONS);
        refuseSize(65_500, 65_500, ErrorCode.TOO_MANY_PIXELS);
    }

    private static void refuseSize(int height, int width, ErrorCode code) throws IOException {
        byte[] jpeg = resized(Jpegs.of(8, 8, 3, false, smooth(8, 8, 3)), SOF0, height, width);
        Refused.onOpening(jpeg, ContentType.JPEG, code, height + " x " + width);
    }

    @Test
    void shouldRefuseTooManyScans() throws IOException {
        // Given
        byte[] jpeg = Jpegs.of(8, 8, 1, true, smooth(8, 8, 1));

        // When
        byte[] many = withFirstScanAgain(jpeg, 100);

        // Then
        Refused.onOpening(many, ContentType.JPEG, ErrorCode.UNDECODABLE_IMAGE, "more than 100 scans");
    }

    @ParameterizedTest
    @CsvSource({"1, true", "3, true", "3, false"})
    void shouldRefuseScansThatReadALargeImageOverAndOver(int channels, boolean progressive) throws IOException {
        // Given: at most 20 samples for each of 64 x 64 pixels
        DecodeLimits limits = new DecodeLimits(64 * 64, 100, 1);
        byte[] large = Jpegs.of(64, 64, channels, progressive, noisy(64, 64, channels));
        byte[] small = Jpegs.of(16, 16, channels, progressive, noisy(16, 16, channels));

        try (ImageDecoder decoder = new ImageDecoder(new ImageShape(8, 8, 3), Resize.STRETCH, limits)) {
            // When
            decoder.open(withFirstScanAgain(small, 50), ContentType.JPEG);
            decoder.open(large, ContentType.JPEG);
            byte[] bomb = withFirstScanAgain(large, 50);

            // Then
            assertThatThrownBy(() -> decoder.open(bomb, ContentType.JPEG))
                    .isInstanceOfSatisfying(NoisyStudentException.class, e -> assertThat(e.code())
                            .isEqualTo(ErrorCode.TOO_MANY_PIXELS))
                    .hasMessageContaining("64 x 64 pixels read more than 81920 samples");
            assertThat(decoder.pixels(bomb, ContentType.JPEG)).isEqualTo(64 * 64);
        }
    }

    /** A scan costs a decoder a pass over the whole image, whether it says anything new or not. */
    private static byte[] withFirstScanAgain(byte[] jpeg, int times) {
        int first = Jpegs.find(jpeg, SOS);
        int end = first + 10;
        while (jpeg[end] != (byte) 0xFF || jpeg[end + 1] == 0) {
            end++;
        }
        byte[] scan = Arrays.copyOfRange(jpeg, first, end);
        byte[] many = jpeg;
        for (int i = 0; i < times; i++) {
            many = Jpegs.insert(many, first, scan);
        }
        return many;
    }

    @Test
    void shouldKnowPixelsByTheHeaderAlone() throws IOException {
        // Given
        byte[] jpeg = Jpegs.of(24, 40, 3, true, smooth(24, 40, 3));
        byte[] header = Arrays.copyOf(jpeg, Jpegs.find(jpeg, SOS));
        byte[] headless = Jpegs.insert(new byte[] {(byte) 0xFF, (byte) 0xD8}, 2, (byte) 0xFF, (byte) SOS);
        byte[] ended = {(byte) 0xFF, (byte) 0xD8, (byte) 0xFF, (byte) 0xD9};

        try (ImageDecoder decoder = new ImageDecoder(new ImageShape(8, 8, 3), Resize.STRETCH)) {
            // Then
            assertThat(decoder.pixels(header, ContentType.JPEG)).isEqualTo(960);
            assertThatThrownBy(() -> decoder.pixels(headless, ContentType.JPEG)).hasMessageContaining("before");
            assertThatThrownBy(() -> decoder.pixels(ended, ContentType.JPEG)).hasMessageContaining("any pixel data");
            assertThatThrownBy(() -> decoder.pixels(resized(jpeg, SOF2, 65_500, 65_500), ContentType.JPEG))
                    .hasMessageContaining("65500 x 65500");
        }
    }

    @Test
    void shouldRefuseOtherKindsOfJpeg() throws IOException {
        byte[] jpeg = Jpegs.of(8, 8, 3, false, smooth(8, 8, 3));
        int frame = Jpegs.find(jpeg, SOF0);

        byte[] cmyk = jpeg.clone();
        cmyk[frame + 9] = 4;
        Refused.onOpening(cmyk, ContentType.JPEG, ErrorCode.UNDECODABLE_IMAGE, "4 components of 8 bits");

        byte[] deep = jpeg.clone();
        deep[frame + 4] = 12;
        Refused.onOpening(deep, ContentType.JPEG, ErrorCode.UNDECODABLE_IMAGE, "3 components of 12 bits");

        byte[] lossless = jpeg.clone();
        lossless[frame + 1] = (byte) 0xC3;
        Refused.onOpening(lossless, ContentType.JPEG, ErrorCode.UNDECODABLE_IMAGE, "SOF3 is not supported");

        byte[] twice = Jpegs.insert(jpeg, frame, Arrays.copyOfRange(jpeg, frame, frame + 19));
        Refused.onOpening(twice, ContentType.JPEG, ErrorCode.UNDECODABLE_IMAGE, "states its size twice");
    }

    @Test
    void shouldRefuseWhatIsNoJpeg() {
        byte[] garbage = new byte[500];
        new Random(1).nextBytes(garbage);
        Refused.onOpening(garbage, ContentType.JPEG, ErrorCode.UNDECODABLE_IMAGE, "does not start like a JPEG");
        garbage[0] = (byte) 0xFF;
        garbage[1] = (byte) 0xD8;
        Refused.onOpening(garbage, ContentType.JPEG, ErrorCode.UNDECODABLE_IMAGE, "byte 2 should start a segment");
    }

    @Test
    void shouldRefuseAFileWithoutTables() throws IOException {
        // Given
        byte[] jpeg = Jpegs.of(8, 8, 3, false, smooth(8, 8, 3));

        // When: tables become comments
        byte[] noQuantization = withoutSegments(jpeg, 0xDB);
        byte[] noHuffman = withoutSegments(jpeg, 0xC4);

        // Then
        Refused.onDecoding(noQuantization, ContentType.JPEG, ErrorCode.UNDECODABLE_IMAGE, "damaged or incomplete");
        Refused.onOpening(noHuffman, ContentType.JPEG, ErrorCode.UNDECODABLE_IMAGE, "no Huffman table");
    }

    private static byte[] withoutSegments(byte[] jpeg, int marker) {
        byte[] other = jpeg.clone();
        for (int i = 0; i + 1 < other.length; i++) {
            if (other[i] == (byte) 0xFF && (other[i + 1] & 0xFF) == marker) {
                other[i + 1] = (byte) 0xFE;
            }
        }
        return other;
    }

    @Test
    void shouldFollowRestartMarkers() throws Exception {
        // Given: one written by libjpeg with a restart after every row of blocks
        byte[] jpeg = resource("restarts.jpg");
        byte[] lost = jpeg.clone();
        int marker = Jpegs.find(jpeg, 0xD1);
        lost[marker + 1] = 0;

        // Then
        assertThat(decode(jpeg, new ImageShape(32, 32, 3))).hasSize(3072);
        Refused.onOpening(lost, ContentType.JPEG, ErrorCode.TRUNCATED_IMAGE, "");
    }

    static byte[] resized(byte[] jpeg, int frameMarker, int height, int width) {
        byte[] other = jpeg.clone();
        int frame = Jpegs.find(jpeg, frameMarker);
        ByteBuffer.wrap(other).putShort(frame + 5, (short) height).putShort(frame + 7, (short) width);
        return other;
    }

    @ParameterizedTest
    @CsvSource({"1, false", "3, false", "1, true", "3, true"})
    void shouldRefuseAHeaderThatClaimsMoreThanTheDataHold(int channels, boolean progressive) throws IOException {
        // Given: 64 x 64 pixels of data under a header that says 128 x 64
        byte[] jpeg = Jpegs.of(64, 64, channels, progressive, noisy(64, 64, channels));
        byte[] lie = resized(jpeg, progressive ? SOF2 : SOF0, 128, 64);

        // Then
        Refused.onOpening(lie, ContentType.JPEG, ErrorCode.TRUNCATED_IMAGE, "");
    }

    @Test
    void shouldWalkScansThatRefineManyCoefficients() throws IOException {
        // Given: 24 x 115 pixels of noise, progressive, quality 99, with tables made to measure
        byte[] jpeg = resource("refined.jpg");
        byte[] cut = Arrays.copyOf(jpeg, jpeg.length - 50);
        cut[cut.length - 2] = (byte) 0xFF;
        cut[cut.length - 1] = (byte) 0xD9;

        // Then
        assertThat(decode(jpeg, new ImageShape(24, 115, 3))).hasSize(24 * 115 * 3);
        Refused.onOpening(cut, ContentType.JPEG, ErrorCode.TRUNCATED_IMAGE, "");
    }

    @ParameterizedTest
    @CsvSource({"1, false", "3, false", "1, true", "3, true"})
    void shouldRefuseDataThatWereCutAndClosed(int channels, boolean progressive) throws IOException {
        // Given
        byte[] jpeg = Jpegs.of(64, 64, channels, progressive, noisy(64, 64, channels));

        for (int share = 5; share < 10; share++) {
            // When: an end marker makes the rest look complete
            byte[] cut = Arrays.copyOf(jpeg, jpeg.length * share / 10);
            cut[cut.length - 2] = (byte) 0xFF;
            cut[cut.length - 1] = (byte) 0xD9;

            // Then
            Refused.onOpening(cut, ContentType.JPEG, ErrorCode.TRUNCATED_IMAGE, "");
        }
    }

    private static byte[] decode(byte[] jpeg, ImageShape shape) {
        ByteBuffer destination = ByteBuffer.allocateDirect(shape.bytes());
        try (ImageDecoder decoder = new ImageDecoder(shape, Resize.STRETCH)) {
            decoder.open(jpeg, ContentType.JPEG).decode(0, destination);
        }
        byte[] pixels = new byte[shape.bytes()];
        destination.get(0, pixels);
        return pixels;
    }

    private static byte[] resource(String name) throws IOException {
        try (InputStream in = requireNonNull(JpegDecodingTest.class.getResourceAsStream(name))) {
            return in.readAllBytes();
        }
    }

    private static byte[] smooth(int height, int width, int channels) {
        byte[] pixels = new byte[height * width * channels];
        for (int i = 0; i < pixels.length; i++) {
            int row = i / channels / width;
            int column = i / channels % width;
            double y = row / (double) height;
            double x = column / (double) width;
            pixels[i] = (byte) (120 + 60 * Math.sin(5 * x + i % channels) + 40 * Math.cos(7 * y));
        }
        return pixels;
    }

    private static byte[] noisy(int height, int width, int channels) {
        byte[] pixels = new byte[height * width * channels];
        new Random(5).nextBytes(pixels);
        return pixels;
    }
}
