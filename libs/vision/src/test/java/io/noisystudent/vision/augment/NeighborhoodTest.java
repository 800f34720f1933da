package io.noisystudent.vision.augment;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static io.noisystudent.vision.augment.Canvases.at;
import static org.assertj.core.api.Assertions.assertThat;

class NeighborhoodTest {
    @ParameterizedTest
    @CsvSource({"3, 1.72", "3, 0.46", "1, 4.96"})
    void shouldBlendWithTheSmoothedInside(int channels, float factor) {
        // Given
        Canvas before = Canvases.random(6, 9, channels, 3);
        Canvas canvas = Canvases.random(6, 9, channels, 3);

        // When
        Neighborhood.sharpness(canvas, factor);

        // Then
        for (int y = 0; y < 6; y++) {
            for (int x = 0; x < 9; x++) {
                for (int c = 0; c < channels; c++) {
                    assertThat(at(canvas, y, x, c)).isEqualTo(sharpened(before, y, x, c, factor));
                }
            }
        }
    }

    private static int sharpened(Canvas before, int y, int x, int c, float factor) {
        int value = at(before, y, x, c);
        if (y == 0 || y == before.height - 1 || x == 0 || x == before.width - 1) {
            return value;
        }
        int weighted = 4 * value;
        for (int dy = -1; dy <= 1; dy++) {
            for (int dx = -1; dx <= 1; dx++) {
                weighted += at(before, y + dy, x + dx, c);
            }
        }
        int smooth = (int) Math.floor(weighted / 13.0);
        return (int) Math.min(255, Math.max(0, smooth + factor * (value - smooth)));
    }

    @Test
    void shouldLeaveTheImageAtTheNeutralFactor() {
        // Given
        Canvas canvas = Canvases.random(6, 9, 3, 4);
        byte[] before = Canvases.copy(canvas);

        // When
        Neighborhood.sharpness(canvas, 1);
        Neighborhood.color(canvas, 1);

        // Then
        assertThat(canvas.pixels()).isEqualTo(before);
    }

    @Test
    void shouldMakeAllChannelsGrayWithoutColor() {
        // Given
        Canvas canvas = Canvases.of(1, 1, 3, (byte) 200, (byte) 100, (byte) 50);

        // When
        Neighborhood.color(canvas, 0);

        // Then: 0.299 * 200 + 0.587 * 100 + 0.114 * 50 = 124.2
        assertThat(canvas.pixels()).containsOnly((byte) 124);
    }

    @Test
    void shouldSurviveImagesWithoutAnInside() {
        // Given
        Canvas canvas = Canvases.random(2, 1, 3, 4);
        byte[] before = Canvases.copy(canvas);

        // When
        Neighborhood.sharpness(canvas, 1.9f);

        // Then
        assertThat(canvas.pixels()).isEqualTo(before);
    }
}
