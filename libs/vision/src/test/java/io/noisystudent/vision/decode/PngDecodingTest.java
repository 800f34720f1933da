package io.noisystudent.vision.decode;

import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.contracts.config.Resize;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.sample.ContentType;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class PngDecodingTest {
    private static final ImageShape RGB = new ImageShape(2, 3, 3);

    @ParameterizedTest
    @CsvSource({"28, 28, 1", "32, 32, 3", "7, 19, 3", "1, 1, 1"})
    void shouldReadBackWhatTheEncoderWrote(int height, int width, int channels) {
        // Given
        ImageShape shape = new ImageShape(height, width, channels);
        byte[] pixels = random(shape.bytes());

        // When
        byte[] png;
        try (PngEncoder encoder = new PngEncoder(shape)) {
            png = encoder.encode(ByteBuffer.wrap(pixels));
        }

        // Then
        assertThat(ContentType.of(null, png)).isEqualTo(ContentType.PNG);
        assertThat(decode(png, shape)).isEqualTo(pixels);
    }

    @Test
    void shouldWriteAFileThatOthersRead() throws Exception {
        // Given
        byte[] pixels = random(RGB.bytes());

        // When
        byte[] png;
        try (PngEncoder encoder = new PngEncoder(RGB)) {
            encoder.encode(ByteBuffer.wrap(random(RGB.bytes())));
            png = encoder.encode(ByteBuffer.wrap(pixels));
        }

        // Then
        var image = javax.imageio.ImageIO.read(new java.io.ByteArrayInputStream(png));
        assertThat(image.getRGB(2, 1) & 0xFFFFFF)
                .isEqualTo(((pixels[15] & 0xFF) << 16) | ((pixels[16] & 0xFF) << 8) | (pixels[17] & 0xFF));
    }

    @Test
    void shouldDropAlphaWithoutBlending() {
        // Given
        byte[] png = Pngs.file(
                Pngs.header(1, 2, 8, Pngs.RGBA),
                Pngs.data(1, (byte) 200, (byte) 100, (byte) 50, (byte) 0, (byte) 1, (byte) 2, (byte) 3, (byte) 255),
                Pngs.end());

        // When
        byte[] pixels = decode(png, new ImageShape(1, 2, 3));

        // Then
        assertThat(pixels).containsExactly(200, 100, 50, 1, 2, 3);
    }

    @Test
    void shouldKeepTheUpperByteOfSixteenBits() {
        // Given
        byte[] png = Pngs.file(
                Pngs.header(2, 1, 16, Pngs.GRAY),
                Pngs.data(2, (byte) 0x12, (byte) 0xFE, (byte) 0xFF, (byte) 0x00),
                Pngs.end());

        // When
        byte[] pixels = decode(png, new ImageShape(2, 1, 1));

        // Then
        assertThat(pixels).containsExactly(0x12, 0xFF);
    }

    @Test
    void shouldResolvePalettesAndIgnoreTheirTransparency() {
        // Given
        byte[] png = Pngs.file(
                Pngs.header(1, 2, 8, Pngs.PALETTE),
                Pngs.chunk("PLTE", (byte) 10, (byte) 20, (byte) 30, (byte) 40, (byte) 50, (byte) 60),
                Pngs.chunk("tRNS", (byte) 0, (byte) 0),
                Pngs.data(1, (byte) 1, (byte) 0),
                Pngs.end());

        // When
        byte[] pixels = decode(png, new ImageShape(1, 2, 3));

        // Then
        assertThat(pixels).containsExactly(40, 50, 60, 10, 20, 30);
    }

    @Test
    void shouldConvertBetweenGrayAndColor() {
        // Given
        byte[] color =
                Pngs.file(Pngs.header(1, 1, 8, Pngs.RGB), Pngs.data(1, (byte) 200, (byte) 100, (byte) 50), Pngs.end());
        byte[] gray = Pngs.file(Pngs.header(1, 1, 8, Pngs.GRAY), Pngs.data(1, (byte) 77), Pngs.end());

        // When
        byte[] toGray = decode(color, new ImageShape(1, 1, 1));
        byte[] toColor = decode(gray, new ImageShape(1, 1, 3));

        // Then: 0.299 * 200 + 0.587 * 100 + 0.114 * 50 = 124.2
        assertThat(toGray).containsExactly(124);
        assertThat(toColor).containsExactly(77, 77, 77);
    }

    @Test
    void shouldAverageAreasWhenItShrinks() {
        // Given
        byte[] row = {0, 100, 20, 40, (byte) 255, (byte) 200, (byte) 200, (byte) 245};
        byte[] rows = Arrays.copyOf(row, 16);
        System.arraycopy(row, 0, rows, 8, 8);
        byte[] png = Pngs.file(Pngs.header(2, 8, 8, Pngs.GRAY), Pngs.data(2, rows), Pngs.end());

        // When
        byte[] pixels = decode(png, new ImageShape(2, 2, 1));

        // Then
        assertThat(pixels).containsExactly(40, 225, 40, 225);
    }

    @Test
    void shouldNotEvenLookIntoAncillaryChunks() {
        // Given: eight megabytes of a color profile, with a wrong checksum
        byte[] profile = Pngs.chunk("iCCP", new byte[8 << 20]);
        profile[profile.length - 1] ^= 1;
        byte[] png = Pngs.file(
                Pngs.header(1, 1, 8, Pngs.GRAY),
                profile,
                Pngs.data(1, (byte) 77),
                Pngs.chunk("eXIf", (byte) 1),
                Pngs.end());

        // When
        byte[] pixels = decode(png, new ImageShape(1, 1, 1));

        // Then
        assertThat(pixels).containsExactly(77);
    }

    @Test
    void shouldRefuseTheBombByItsHeader() {
        byte[] bomb = Pngs.file(Pngs.header(50_000, 50_000, 8, Pngs.RGB), Pngs.data(1, new byte[1000]), Pngs.end());
        assertThat(bomb.length).isLessThan(1024);
        Refused.onOpening(bomb, ContentType.PNG, ErrorCode.TOO_MANY_PIXELS, "50000 x 50000 pixels");
    }

    @Test
    void shouldRefusePixelDataThatGoesOnBehindTheLastRow() {
        byte[] surplus = Pngs.file(Pngs.header(28, 28, 8, Pngs.GRAY), Pngs.data(28, new byte[28 << 20]), Pngs.end());
        Refused.onOpening(surplus, ContentType.PNG, ErrorCode.UNDECODABLE_IMAGE, "behind the last row");
    }

    @ParameterizedTest
    @CsvSource({"200, 200, true", "200, 200, false", "1500, 20, true", "20, 1500, true"})
    void shouldReadNoiseHoweverItIsInterlaced(int height, int width, boolean interlaced) throws Exception {
        // Given: hardly compressible, so that its data is looked at before it is decoded
        var image = new java.awt.image.BufferedImage(width, height, java.awt.image.BufferedImage.TYPE_3BYTE_BGR);
        byte[] pixels = ((java.awt.image.DataBufferByte) image.getRaster().getDataBuffer()).getData();
        new Random(3).nextBytes(pixels);

        // When
        byte[] decoded = decode(Pngs.written(image, interlaced), new ImageShape(height, width, 3));

        // Then: red, green and blue instead of blue, green and red
        for (int i = 0; i < pixels.length; i += 3) {
            assertThat(decoded[i]).isEqualTo(pixels[i + 2]);
            assertThat(decoded[i + 2]).isEqualTo(pixels[i]);
        }
    }

    @Test
    void shouldRefuseAbsurdSizesByTheHeader() {
        refuseSize(0, 5, ErrorCode.BAD_DIMENSIONS);
        refuseSize(5, 0, ErrorCode.BAD_DIMENSIONS);
        refuseSize(1, 1, ErrorCode.BAD_DIMENSIONS);
        refuseSize(1, 100_000, ErrorCode.BAD_DIMENSIONS);
        refuseSize(2, 201, ErrorCode.BAD_DIMENSIONS);
        refuseSize(-1, -1, ErrorCode.TOO_MANY_PIXELS);
        refuseSize(4001, 4000, ErrorCode.TOO_MANY_PIXELS);
    }

    private static void refuseSize(int height, int width, ErrorCode code) {
        byte[] png = Pngs.file(Pngs.header(height, width, 8, Pngs.RGB), Pngs.data(1, new byte[10]), Pngs.end());
        Refused.onOpening(png, ContentType.PNG, code, Integer.toUnsignedLong(height) + " x ");
    }

    @Test
    void shouldRefuseEveryTruncation() {
        // Given
        byte[] png = valid();

        for (int length = 8; length < png.length; length++) {
            // When
            byte[] cut = Arrays.copyOf(png, length);

            // Then
            Refused.onOpening(cut, ContentType.PNG, ErrorCode.TRUNCATED_IMAGE, "after " + length + " bytes");
        }
    }

    @Test
    void shouldRefuseEveryFlippedBitOfTheEssentialChunks() {
        // Given
        byte[] png = valid();

        // When: behind signature and length of the first chunk
        byte[] damaged = png.clone();
        for (int i = 24; i < png.length; i += 3) {
            damaged[i] ^= 4;

            // Then
            assertRefused(damaged);
            damaged[i] = png[i];
        }
    }

    private static void assertRefused(byte[] damaged) {
        try (ImageDecoder decoder = new ImageDecoder(new ImageShape(8, 8, 3), Resize.STRETCH)) {
            EncodedSamples samples = decoder.open(damaged, ContentType.PNG);
            samples.decode(0, ByteBuffer.allocate(192));
        } catch (io.noisystudent.contracts.error.NoisyStudentException expected) {
            return;
        }
        throw new AssertionError("decoded a damaged file");
    }

    @Test
    void shouldRefuseDamageThatOnlyThePixelsShow() {
        byte[] tooFewRows = Pngs.file(Pngs.header(8, 8, 8, Pngs.RGB), Pngs.data(4, new byte[96]), Pngs.end());
        Refused.onDecoding(tooFewRows, ContentType.PNG, ErrorCode.UNDECODABLE_IMAGE, "damaged or incomplete");
        byte[] noDeflate = Pngs.file(Pngs.header(8, 8, 8, Pngs.RGB), Pngs.chunk("IDAT", new byte[50]), Pngs.end());
        Refused.onDecoding(noDeflate, ContentType.PNG, ErrorCode.UNDECODABLE_IMAGE, "damaged or incomplete");
        byte[] noPalette = Pngs.file(Pngs.header(8, 8, 8, Pngs.PALETTE), Pngs.data(8, new byte[64]), Pngs.end());
        Refused.onDecoding(noPalette, ContentType.PNG, ErrorCode.UNDECODABLE_IMAGE, "");
    }

    @Test
    void shouldKnowPixelsByTheHeaderAlone() {
        byte[] header = Pngs.file(Pngs.header(8, 6, 8, Pngs.RGB));

        try (ImageDecoder decoder = new ImageDecoder(new ImageShape(8, 8, 3), Resize.STRETCH)) {
            assertThat(decoder.pixels(header, ContentType.PNG)).isEqualTo(48);
        }
    }

    @Test
    void shouldRefuseWhatIsNoPng() {
        Refused.onOpening(new byte[0], ContentType.PNG, ErrorCode.EMPTY_VALUE, "no bytes");
        Refused.onOpening(random(500), ContentType.PNG, ErrorCode.UNDECODABLE_IMAGE, "does not start like a PNG");
        byte[] unknown = Pngs.file(Pngs.header(8, 8, 8, Pngs.RGB), Pngs.chunk("ABCD", (byte) 1), Pngs.end());
        Refused.onOpening(unknown, ContentType.PNG, ErrorCode.UNDECODABLE_IMAGE, "ABCD is critical and unknown");
        byte[] noData = Pngs.file(Pngs.header(8, 8, 8, Pngs.RGB), Pngs.end());
        Refused.onOpening(noData, ContentType.PNG, ErrorCode.TRUNCATED_IMAGE, "any pixel data");
    }

    private static byte[] valid() {
        return Pngs.file(Pngs.header(8, 8, 8, Pngs.RGB), Pngs.data(8, random(192)), Pngs.end());
    }

    private static byte[] decode(byte[] png, ImageShape shape) {
        ByteBuffer destination = ByteBuffer.allocateDirect(shape.bytes() + 5).position(5);
        try (ImageDecoder decoder = new ImageDecoder(shape, Resize.STRETCH)) {
            EncodedSamples samples = decoder.open(png, ContentType.PNG);
            assertThat(samples.count()).isEqualTo(1);
            samples.decode(0, destination);
        }
        assertThat(destination.remaining()).isZero();
        byte[] pixels = new byte[shape.bytes()];
        destination.get(5, pixels);
        return pixels;
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }
}
