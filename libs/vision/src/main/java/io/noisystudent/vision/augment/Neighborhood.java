package io.noisystudent.vision.augment;

/**
 * Distortions in which a byte depends on other channels or on its neighbors.
 *
 * <p>Source: {@code randaugment.py} of google-research/noisystudent, which follows Pillow's ImageEnhance.
 */
final class Neighborhood {
    private Neighborhood() {}

    /** Moves away from the gray of each pixel; a gray image stays as it is. */
    static void color(Canvas canvas, float factor) {
        if (canvas.channels == 1) {
            return;
        }
        byte[] pixels = canvas.pixels();
        for (int i = 0; i < pixels.length; i += 3) {
            int gray = PointOperations.gray(pixels[i], pixels[i + 1], pixels[i + 2]);
            pixels[i] = (byte) PointOperations.blend(gray, pixels[i] & 0xFF, factor);
            pixels[i + 1] = (byte) PointOperations.blend(gray, pixels[i + 1] & 0xFF, factor);
            pixels[i + 2] = (byte) PointOperations.blend(gray, pixels[i + 2] & 0xFF, factor);
        }
    }

    /**
     * Moves away from the smoothed image; the outermost pixels stay as they are.
     *
     * <p>Smoothing weighs the middle of 3 x 3 pixels by 5 of 13 and the others by 1 of 13, cut to whole numbers.
     */
    static void sharpness(Canvas canvas, float factor) {
        byte[] pixels = canvas.pixels();
        byte[] sharp = canvas.spare();
        System.arraycopy(pixels, 0, sharp, 0, pixels.length);
        int step = canvas.channels;
        int row = canvas.width * step;
        int[] sums = canvas.sums;
        for (int y = 1; y < canvas.height - 1; y++) {
            int start = y * row;
            for (int i = 0; i < row; i++) {
                int at = start + i;
                sums[i] = (pixels[at - row] & 0xFF) + (pixels[at] & 0xFF) + (pixels[at + row] & 0xFF);
            }
            for (int i = step; i < row - step; i++) {
                int value = pixels[start + i] & 0xFF;
                int smooth = (sums[i - step] + sums[i] + sums[i + step] + 4 * value) / 13;
                sharp[start + i] = (byte) PointOperations.blend(smooth, value, factor);
            }
        }
        canvas.swap();
    }
}
