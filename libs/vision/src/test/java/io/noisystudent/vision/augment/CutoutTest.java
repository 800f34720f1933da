package io.noisystudent.vision.augment;

import io.noisystudent.contracts.config.ImageShape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static io.noisystudent.vision.augment.Canvases.at;
import static org.assertj.core.api.Assertions.assertThat;

class CutoutTest {
    @ParameterizedTest
    @CsvSource({
        "16, 2, 30, 0, 10, 22, 32, 100",
        "16, 16, 16, 8, 24, 8, 24, 256",
        "3, 0, 0, 0, 2, 0, 2, 4",
        "0, 5, 5, 0, 0, 0, 0, 0"
    })
    void shouldMaskTheBoxCutAtTheBorders(
            int side, int centerY, int centerX, int top, int bottom, int left, int right, int masked) {
        // Given
        Canvas canvas = new Canvas(new ImageShape(32, 32, 3), 7);

        // When
        Cutout.mask(canvas, side, centerY, centerX);

        // Then
        int count = 0;
        for (int y = 0; y < 32; y++) {
            for (int x = 0; x < 32; x++) {
                boolean inside = y >= top && y < bottom && x >= left && x < right;
                for (int c = 0; c < 3; c++) {
                    assertThat(at(canvas, y, x, c)).isEqualTo(inside ? 7 : 0);
                }
                count += at(canvas, y, x, 0) == 7 ? 1 : 0;
            }
        }
        assertThat(count).isEqualTo(masked);
    }

    @Test
    void shouldDrawTheCenterFromTheWholeImage() {
        // Given
        SeededRandom random = new SeededRandom();
        random.seed(3);
        boolean[] rows = new boolean[5];

        // When
        for (int i = 0; i < 200; i++) {
            Canvas canvas = Canvases.of(5, 4, 1);
            Cutout.apply(canvas, 1, random);
            for (int y = 0; y < 5; y++) {
                for (int x = 0; x < 4; x++) {
                    rows[y] |= canvas.pixels()[y * 4 + x] == canvas.fill;
                }
            }
        }

        // Then
        assertThat(rows).containsOnly(true);
    }
}
