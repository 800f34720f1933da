package io.noisystudent.vision.augment;

import java.util.Arrays;

/**
 * Distortions in which a byte depends on its old value alone, given a statistic of its channel.
 *
 * <p>Source: {@code randaugment.py} of google-research/noisystudent, which follows Pillow's ImageOps and ImageEnhance.
 */
final class PointOperations {
    private PointOperations() {}

    static void invert(Canvas canvas) {
        byte[] pixels = canvas.pixels();
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) ~pixels[i];
        }
    }

    /** Keeps the upper bits of every byte. */
    static void posterize(Canvas canvas, int bits) {
        byte[] pixels = canvas.pixels();
        byte mask = (byte) (0xFF << (8 - bits));
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) (pixels[i] & mask);
        }
    }

    /** Inverts bytes from the threshold on. */
    static void solarize(Canvas canvas, int threshold) {
        byte[] table = canvas.table;
        for (int v = 0; v < 256; v++) {
            table[v] = (byte) (v < threshold ? v : 255 - v);
        }
        map(canvas);
    }

    /** Adds to bytes below 128. */
    static void solarizeAdd(Canvas canvas, int addition) {
        byte[] table = canvas.table;
        for (int v = 0; v < 256; v++) {
            table[v] = (byte) (v < 128 ? Math.min(255, v + addition) : v);
        }
        map(canvas);
    }

    /** Moves away from black. */
    static void brightness(Canvas canvas, float factor) {
        blendWith(canvas, 0, factor);
    }

    /**
     * Moves away from the mean gray of the image.
     *
     * <p>The reference computes (number of pixels) / 256 in its place, which is 4 at 32 x 32: a slip, since it says that
     * it follows Pillow. Here it is Pillow's mean.
     */
    static void contrast(Canvas canvas, float factor) {
        blendWith(canvas, meanGray(canvas), factor);
    }

    /** Stretches each channel so that its lowest value becomes 0 and its highest 255. */
    static void autoContrast(Canvas canvas) {
        for (int channel = 0; channel < canvas.channels; channel++) {
            count(canvas, channel);
            int low = 0;
            while (canvas.histogram[low] == 0) {
                low++;
            }
            int high = 255;
            while (canvas.histogram[high] == 0) {
                high--;
            }
            if (high > low) {
                for (int v = low; v <= high; v++) {
                    canvas.table[v] = (byte) ((v - low) * 255 / (high - low));
                }
                map(canvas, channel);
            }
        }
    }

    /** Spreads each channel's values so that each part of the range is about equally frequent. */
    static void equalize(Canvas canvas) {
        int count = canvas.height * canvas.width;
        for (int channel = 0; channel < canvas.channels; channel++) {
            count(canvas, channel);
            int[] histogram = canvas.histogram;
            int last = 255;
            while (histogram[last] == 0) {
                last--;
            }
            int step = (count - histogram[last]) / 255;
            if (step > 0) {
                int sum = step / 2;
                for (int v = 0; v < 256; v++) {
                    canvas.table[v] = (byte) Math.min(255, sum / step);
                    sum += histogram[v];
                }
                map(canvas, channel);
            }
        }
    }

    /** {@code degenerate + factor * (byte - degenerate)}, cut to a byte. */
    static int blend(int degenerate, int value, float factor) {
        int blended = (int) (degenerate + factor * (value - degenerate));
        return Math.max(0, Math.min(255, blended));
    }

    private static void blendWith(Canvas canvas, int degenerate, float factor) {
        for (int v = 0; v < 256; v++) {
            canvas.table[v] = (byte) blend(degenerate, v, factor);
        }
        map(canvas);
    }

    private static int meanGray(Canvas canvas) {
        byte[] pixels = canvas.pixels();
        long sum = 0;
        if (canvas.channels == 1) {
            for (byte pixel : pixels) {
                sum += pixel & 0xFF;
            }
        } else {
            for (int i = 0; i < pixels.length; i += 3) {
                sum += gray(pixels[i], pixels[i + 1], pixels[i + 2]);
            }
        }
        int count = canvas.height * canvas.width;
        return (int) ((2 * sum + count) / (2L * count));
    }

    /** ITU-R BT.601 luma in 16-bit fixed point, as in Pillow. */
    static int gray(byte red, byte green, byte blue) {
        return ((red & 0xFF) * 19595 + (green & 0xFF) * 38470 + (blue & 0xFF) * 7471 + 0x8000) >> 16;
    }

    private static void count(Canvas canvas, int channel) {
        int[] histogram = canvas.histogram;
        byte[] pixels = canvas.pixels();
        Arrays.fill(histogram, 0);
        for (int i = channel; i < pixels.length; i += canvas.channels) {
            histogram[pixels[i] & 0xFF]++;
        }
    }

    private static void map(Canvas canvas) {
        byte[] table = canvas.table;
        byte[] pixels = canvas.pixels();
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = table[pixels[i] & 0xFF];
        }
    }

    private static void map(Canvas canvas, int channel) {
        byte[] table = canvas.table;
        byte[] pixels = canvas.pixels();
        for (int i = channel; i < pixels.length; i += canvas.channels) {
            pixels[i] = table[pixels[i] & 0xFF];
        }
    }
}
