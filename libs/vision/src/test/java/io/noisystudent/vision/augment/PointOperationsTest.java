package io.noisystudent.vision.augment;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class PointOperationsTest {
    @Test
    void shouldGiveTheImageBackWhenInvertedTwice() {
        // Given
        Canvas canvas = Canvases.random(9, 7, 3, 1);
        byte[] before = Canvases.copy(canvas);

        // When
        PointOperations.invert(canvas);
        PointOperations.invert(canvas);

        // Then
        assertThat(canvas.pixels()).isEqualTo(before);
    }

    @Test
    void shouldLeaveTheImageAtTheNeutralArguments() {
        // Given
        Canvas canvas = Canvases.random(9, 7, 3, 2);
        byte[] before = Canvases.copy(canvas);

        // When
        PointOperations.posterize(canvas, 8);
        PointOperations.solarize(canvas, 256);
        PointOperations.solarizeAdd(canvas, 0);
        PointOperations.brightness(canvas, 1);
        PointOperations.contrast(canvas, 1);

        // Then
        assertThat(canvas.pixels()).isEqualTo(before);
    }

    @Test
    void shouldAddToDarkPixelsOnly() {
        // Given
        Canvas canvas = Canvases.of(1, 4, 1, (byte) 0, (byte) 127, (byte) 128, (byte) 200);

        // When
        PointOperations.solarizeAdd(canvas, 128);

        // Then
        assertThat(canvas.pixels()).containsExactly((byte) 128, (byte) 255, (byte) 128, (byte) 200);
    }

    @Test
    void shouldCutBlendedValuesToBytes() {
        assertThat(PointOperations.blend(100, 200, 1.72f)).isEqualTo(255);
        assertThat(PointOperations.blend(200, 100, 4.96f)).isZero();
        // 10 + 0.46 * 3 = 11.38
        assertThat(PointOperations.blend(10, 13, 0.46f)).isEqualTo(11);
        // 10 - 0.1 * 5 = 9.5
        assertThat(PointOperations.blend(10, 5, 0.1f)).isEqualTo(9);
    }

    @Test
    void shouldEqualizeMonotonicallyAndUseTheWholeRange() {
        // Given
        Canvas canvas = Canvases.patterned(1);
        byte[] before = Canvases.copy(canvas);

        // When
        PointOperations.equalize(canvas);

        // Then
        int[] mapped = new int[256];
        Arrays.fill(mapped, -1);
        for (int i = 0; i < before.length; i++) {
            mapped[before[i] & 0xFF] = canvas.pixels()[i] & 0xFF;
        }
        int[] seen = Arrays.stream(mapped).filter(v -> v >= 0).toArray();
        assertThat(seen).isSorted();
        assertThat(seen[seen.length - 1]).isEqualTo(255);
    }

    @Test
    void shouldNotEqualizeOrStretchAConstantImage() {
        // Given
        Canvas canvas = Canvases.of(20, 20, 1);
        Arrays.fill(canvas.pixels(), (byte) 77);

        // When
        PointOperations.equalize(canvas);
        PointOperations.autoContrast(canvas);

        // Then
        assertThat(canvas.pixels()).containsOnly((byte) 77);
    }
}
