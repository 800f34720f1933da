package io.noisystudent.vision.augment;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
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
    void shouldMirrorColorsWithTheirPixel() {
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

    @Test
    void shouldDrawEveryWindow() {
        // Given: pixels that tell where they were
        SeededRandom random = new SeededRandom();
        random.seed(1);
        CropFlip cropFlip = new CropFlip(2, true);
        Set<List<Integer>> windows = new HashSet<>();

        // When
        for (int i = 0; i < 2000; i++) {
            Canvas canvas = Canvases.of(7, 7, 1);
            for (int pixel = 0; pixel < 49; pixel++) {
                canvas.pixels()[pixel] = (byte) pixel;
            }
            cropFlip.apply(canvas, random);
            int middle = canvas.pixels()[24];
            boolean mirrored = canvas.pixels()[25] < middle;
            windows.add(List.of(middle / 7, middle % 7, mirrored ? 1 : 0));
        }

        // Then: five places down, five across, both ways
        assertThat(windows).hasSize(50);
    }
}
