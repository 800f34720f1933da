package io.noisystudent.vision.augment;

import java.util.Random;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static io.noisystudent.vision.augment.Canvases.at;
import static org.assertj.core.api.Assertions.assertThat;

class GeometryTest {
    @Test
    void shouldLeaveTheImageAtMagnitudeZero() {
        // Given
        Canvas canvas = Canvases.random(9, 12, 3, 1);
        byte[] before = Canvases.copy(canvas);

        // When
        Geometry.rotate(canvas, 0);
        Geometry.shearX(canvas, 0);
        Geometry.shearY(canvas, -0.0);
        Geometry.translateX(canvas, 0);
        Geometry.translateY(canvas, 0);

        // Then
        assertThat(canvas.pixels()).isEqualTo(before);
    }

    /** The definition, pixel by pixel: where the affine map of the result's pixel points to, or gray. */
    @ParameterizedTest
    @CsvSource({"1, 3", "2, 3", "3, 1", "4, 1", "5, 3", "6, 3", "7, 1", "8, 3"})
    void shouldLookUpTheNearestPixelOfTheAffineMap(long seed, int channels) {
        // Given
        Random random = new Random(seed);
        int height = 5 + random.nextInt(30);
        int width = 5 + random.nextInt(30);
        double shear = random.nextDouble() * 2 - 1;
        double shift = random.nextDouble() * 20 - 10;
        double degrees = random.nextDouble() * 180 - 90;
        Canvas before = Canvases.random(height, width, channels, seed);

        // When
        Canvas shearX = Canvases.random(height, width, channels, seed);
        Geometry.shearX(shearX, shear);
        Canvas shearY = Canvases.random(height, width, channels, seed);
        Geometry.shearY(shearY, shear);
        Canvas translateX = Canvases.random(height, width, channels, seed);
        Geometry.translateX(translateX, shift);
        Canvas translateY = Canvases.random(height, width, channels, seed);
        Geometry.translateY(translateY, shift);
        Canvas rotated = Canvases.random(height, width, channels, seed);
        Geometry.rotate(rotated, degrees);

        // Then
        assertMapped(before, shearX, (y, x) -> new double[] {y, x + shear * y});
        assertMapped(before, shearY, (y, x) -> new double[] {y + shear * x, x});
        assertMapped(before, translateX, (y, x) -> new double[] {y, x + shift});
        assertMapped(before, translateY, (y, x) -> new double[] {y + shift, x});
        double a = Math.PI * degrees / 180;
        double offsetX = ((width - 1) - (Math.cos(a) * (width - 1) - Math.sin(a) * (height - 1))) / 2;
        double offsetY = ((height - 1) - (Math.sin(a) * (width - 1) + Math.cos(a) * (height - 1))) / 2;
        assertMapped(
                before, rotated, (y, x) -> new double[] {
                    Math.sin(a) * x + Math.cos(a) * y + offsetY, Math.cos(a) * x - Math.sin(a) * y + offsetX
                });
    }

    @Test
    void shouldTurnByAQuarterExactly() {
        // Given
        Canvas canvas = Canvases.random(8, 8, 3, 5);
        Canvas before = Canvases.random(8, 8, 3, 5);

        // When
        Geometry.rotate(canvas, 90);

        // Then
        for (int y = 0; y < 8; y++) {
            for (int x = 0; x < 8; x++) {
                assertThat(at(canvas, y, x, 1)).isEqualTo(at(before, x, 7 - y, 1));
            }
        }
    }

    @Test
    void shouldLeaveOnlyGrayWhenMovedOutOfSight() {
        // Given
        Canvas canvas = Canvases.random(8, 8, 3, 5);

        // When
        Geometry.translateX(canvas, -1e9);

        // Then
        assertThat(canvas.pixels()).containsOnly(canvas.fill);
    }

    private static void assertMapped(Canvas before, Canvas after, BiFunction<Integer, Integer, double[]> source) {
        for (int y = 0; y < before.height; y++) {
            for (int x = 0; x < before.width; x++) {
                double[] from = source.apply(y, x);
                long row = Math.round(from[0]);
                long column = Math.round(from[1]);
                boolean inside = row >= 0 && row < before.height && column >= 0 && column < before.width;
                for (int c = 0; c < before.channels; c++) {
                    int expected = inside ? at(before, (int) row, (int) column, c) : 128;
                    assertThat(at(after, y, x, c)).as("%d, %d, %d", y, x, c).isEqualTo(expected);
                }
            }
        }
    }
}
