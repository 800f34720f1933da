package io.noisystudent.vision.augment;

import java.util.Arrays;

/**
 * Masks a square around a center that is drawn from the whole image, so that part of it may lie outside.
 *
 * <p>Source: DeVries, Taylor, "Improved regularization of convolutional neural networks with Cutout", arXiv 1708.04552.
 */
final class Cutout {
    private Cutout() {}

    /** Draws the center; a side of 0 draws it all the same and masks nothing. */
    static void apply(Canvas canvas, int side, SeededRandom random) {
        int centerY = random.below(canvas.height);
        int centerX = random.below(canvas.width);
        mask(canvas, side, centerY, centerX);
    }

    /** Fills rows from {@code centerY - side / 2} and columns from {@code centerX - side / 2}, as many as the side. */
    static void mask(Canvas canvas, int side, int centerY, int centerX) {
        int top = Math.max(0, centerY - side / 2);
        int bottom = Math.min(canvas.height, centerY - side / 2 + side);
        int left = Math.max(0, centerX - side / 2);
        int right = Math.min(canvas.width, centerX - side / 2 + side);
        byte[] pixels = canvas.pixels();
        for (int y = top; y < bottom; y++) {
            int row = y * canvas.width;
            Arrays.fill(pixels, (row + left) * canvas.channels, (row + right) * canvas.channels, canvas.fill);
        }
    }
}
