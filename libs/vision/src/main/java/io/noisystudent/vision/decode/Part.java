package io.noisystudent.vision.decode;

import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.contracts.config.Resize;

/** A rectangle of an image, in its pixels. */
public record Part(int top, int left, int height, int width) {
    /** What is left of an image of this height and width before it is scaled to a shape. */
    static Part of(int height, int width, ImageShape shape, Resize resize) {
        if (resize == Resize.STRETCH) {
            return new Part(0, 0, height, width);
        }
        // Cross products, so that images of the same aspect are taken whole.
        long tall = (long) height * shape.width();
        long wide = (long) width * shape.height();
        if (tall > wide) {
            int kept = nearest(wide, shape.width());
            return new Part((height - kept) / 2, 0, kept, width);
        }
        int kept = nearest(tall, shape.height());
        return new Part(0, (width - kept) / 2, height, kept);
    }

    /** The quotient, halves rounded up, at least 1. */
    private static int nearest(long dividend, int divisor) {
        return (int) Math.max(1, (2 * dividend + divisor) / (2L * divisor));
    }
}
