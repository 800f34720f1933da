package io.noisystudent.vision.augment;

import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.contracts.config.Noise;
import java.util.Random;

/** Canvases to test on. */
final class Canvases {
    private Canvases() {}

    static Canvas of(int height, int width, int channels, byte... pixels) {
        Canvas canvas = new Canvas(new ImageShape(height, width, channels), Noise.GRAY);
        System.arraycopy(pixels, 0, canvas.pixels(), 0, pixels.length);
        return canvas;
    }

    static Canvas random(int height, int width, int channels, long seed) {
        byte[] pixels = new byte[height * width * channels];
        new Random(seed).nextBytes(pixels);
        return of(height, width, channels, pixels);
    }

    /** 20 x 16 pixels of values 40 to 199, the image whose checksums were computed with Pillow 12.3. */
    static Canvas patterned(int channels) {
        return patterned(20, 16, channels);
    }

    static Canvas patterned(int height, int width, int channels) {
        byte[] pixels = new byte[height * width * channels];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) (40 + (i * i * 7 + i * 13 + i / 9) % 160);
        }
        return of(height, width, channels, pixels);
    }

    static int at(Canvas canvas, int y, int x, int channel) {
        return canvas.pixels()[(y * canvas.width + x) * canvas.channels + channel] & 0xFF;
    }

    static byte[] copy(Canvas canvas) {
        return canvas.pixels().clone();
    }
}
