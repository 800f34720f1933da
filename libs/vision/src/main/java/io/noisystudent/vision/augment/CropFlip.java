package io.noisystudent.vision.augment;

/**
 * A window of the image's own size, cut at random from the image with a mirrored margin, and mirrored itself half of the
 * times.
 *
 * <p>The margin mirrors about the outermost pixels without repeating them, as {@code numpy.pad(mode="reflect")}.
 */
final class CropFlip {
    private final int padding;
    private final boolean flip;

    /** Padding must be smaller than the image's sides. */
    CropFlip(int padding, boolean flip) {
        this.padding = padding;
        this.flip = flip;
    }

    void apply(Canvas canvas, SeededRandom random) {
        int top = padding > 0 ? random.below(2 * padding + 1) : 0;
        int left = padding > 0 ? random.below(2 * padding + 1) : 0;
        boolean mirrored = flip && random.coin();
        window(canvas, top - padding, left - padding, mirrored);
    }

    /** The window whose first pixel is at this place of the image, which may lie outside. */
    static void window(Canvas canvas, int top, int left, boolean mirrored) {
        if (top == 0 && left == 0 && !mirrored) {
            return;
        }
        int channels = canvas.channels;
        int row = canvas.width * channels;
        int[] columns = canvas.columns;
        for (int x = 0; x < canvas.width; x++) {
            int column = mirrored ? canvas.width - 1 - x : x;
            columns[x] = reflect(column + left, canvas.width) * channels;
        }
        byte[] from = canvas.pixels();
        byte[] to = canvas.spare();
        int target = 0;
        for (int y = 0; y < canvas.height; y++) {
            int source = reflect(y + top, canvas.height) * row;
            for (int column : columns) {
                int pixel = source + column;
                to[target++] = from[pixel];
                if (channels == 3) {
                    to[target++] = from[pixel + 1];
                    to[target++] = from[pixel + 2];
                }
            }
        }
        canvas.swap();
    }

    private static int reflect(int i, int size) {
        int positive = Math.abs(i);
        return positive < size ? positive : 2 * (size - 1) - positive;
    }
}
