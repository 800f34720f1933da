package io.noisystudent.vision.augment;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class CropFlipTest {
    @Test
    void shouldMirrorTheMarginWithoutRepeatingTheEdge() {
        // Given
        Canvas canvas = Canvases.of(
                3, 4, 1, (byte) 0, (byte) 1, (byte) 2, (byte) 3, (byte) 10, (byte) 11, (byte) 12, (byte) 13, (byte) 20,
                (byte) 21, (byte) 22, (byte) 23);

        // When
        CropFlip.window(canvas, -2, 2, false);

        // Then: numpy.pad(a, 2, mode="reflect")[0:3, 4:8]
        assertThat(canvas.pixels()).containsExactly(22, 23, 22, 21, 12, 13, 12, 11, 2, 3, 2, 1);
    }

    @Test
    void shouldMirrorColoursWithTheirPixel() {
        // Given
        Canvas canvas = Canvases.of(1, 2, 3, (byte) 1, (byte) 2, (byte) 3, (byte) 4, (byte) 5, (byte) 6);

        // When
        CropFlip.window(canvas, 0, 0, true);

        // Then
        assertThat(canvas.pixels()).containsExactly(4, 5, 6, 1, 2, 3);
    }

    @Test
    void shouldGiveTheImageBackWhenFlippedTwice() {
        // Given
        Canvas canvas = Canvases.random(7, 5, 3, 1);
        byte[] before = Canvases.copy(canvas);

        // When
        CropFlip.window(canvas, 0, 0, true);
        CropFlip.window(canvas, 0, 0, true);

        // Then
        assertThat(canvas.pixels()).isEqualTo(before);
    }

    @Test
    void shouldFlipTheCroppedWindow() {
        // Given
        Canvas once = Canvases.random(7, 5, 3, 2);
        Canvas twice = Canvases.random(7, 5, 3, 2);

        // When
        CropFlip.window(once, 2, -3, true);
        CropFlip.window(twice, 2, -3, false);
        CropFlip.window(twice, 0, 0, true);

        // Then
        assertThat(once.pixels()).isEqualTo(twice.pixels());
    }
}
