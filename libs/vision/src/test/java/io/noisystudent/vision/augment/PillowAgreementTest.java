package io.noisystudent.vision.augment;

import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/** Checksums of what Pillow 12.3 (ImageOps, ImageEnhance, Image.transform) makes of {@link Canvases#patterned}. */
class PillowAgreementTest {
    @ParameterizedTest
    @MethodSource("operations")
    void shouldGiveTheSameBytes(Consumer<Canvas> operation, long rgb, long gray) {
        // Given
        Canvas colors = Canvases.patterned(3);
        Canvas shades = Canvases.patterned(1);

        // When
        operation.accept(colors);
        operation.accept(shades);

        // Then
        assertThat(crc(colors)).isEqualTo(rgb);
        assertThat(crc(shades)).isEqualTo(gray);
    }

    @Test
    void shouldEqualizeAlikeWhereEachStepTakesSeveralPixels() {
        // Given
        Canvas canvas = Canvases.patterned(40, 40, 3);

        // When
        PointOperations.equalize(canvas);

        // Then
        assertThat(crc(canvas)).isEqualTo(0x2264b1c1L);
    }

    static Stream<Arguments> operations() {
        return Stream.of(
                operation("nothing", canvas -> {}, 0x07e51bddL, 0x62b16097L),
                operation("autoContrast", PointOperations::autoContrast, 0x69cd92f5L, 0xca2bfad8L),
                operation("equalize", PointOperations::equalize, 0x38e0e62fL, 0x5317575eL),
                operation("invert", PointOperations::invert, 0x25e95f00L, 0x67382c2cL),
                operation("posterize", canvas -> PointOperations.posterize(canvas, 3), 0x60f97aa6L, 0x66614738L),
                operation("solarize", canvas -> PointOperations.solarize(canvas, 128), 0x2e8a57beL, 0x86573b27L),
                operation("more color", canvas -> Neighborhood.color(canvas, 1.72f), 0x306f636bL, 0x62b16097L),
                operation("less color", canvas -> Neighborhood.color(canvas, 0.46f), 0x2795c9fcL, 0x62b16097L),
                operation("more contrast", canvas -> PointOperations.contrast(canvas, 1.72f), 0xa3f4cf31L, 0x308208dfL),
                operation("less contrast", canvas -> PointOperations.contrast(canvas, 0.46f), 0x89078ebbL, 0x41d0be6aL),
                operation("brighter", canvas -> PointOperations.brightness(canvas, 1.72f), 0x6c82d8d0L, 0x1f1bc648L),
                operation("darker", canvas -> PointOperations.brightness(canvas, 0.46f), 0x113e29cbL, 0x4faaebabL),
                operation("translateX", canvas -> Geometry.translateX(canvas, 3.6), 0x7b5358e7L, 0xc7b18055L),
                operation("translateY", canvas -> Geometry.translateY(canvas, -3.6), 0x85505cc1L, 0x73b00a90L));
    }

    private static Arguments operation(String name, Consumer<Canvas> operation, long rgb, long gray) {
        return arguments(Named.of(name, operation), rgb, gray);
    }

    private static long crc(Canvas canvas) {
        CRC32 crc = new CRC32();
        crc.update(canvas.pixels());
        return crc.getValue();
    }
}
