package io.noisystudent.vision.augment;

import java.util.Arrays;

/**
 * Distortions that move pixels: each pixel of the result takes the nearest pixel of the image, halves rounded up, or the
 * fill where there is none.
 *
 * <p>Source: {@code randaugment.py} of google-research/noisystudent, whose transforms interpolate by the nearest
 * neighbor; shears leave the first row or column where it is, rotations turn about the middle.
 */
final class Geometry {
    private Geometry() {}

    static void translateX(Canvas canvas, double pixels) {
        shearX(canvas, 0, pixels);
    }

    static void translateY(Canvas canvas, double pixels) {
        int row = canvas.width * canvas.channels;
        int shift = nearest(pixels);
        byte[] from = canvas.pixels();
        byte[] to = canvas.spare();
        for (int y = 0; y < canvas.height; y++) {
            int source = y + shift;
            if (source >= 0 && source < canvas.height) {
                System.arraycopy(from, source * row, to, y * row, row);
            } else {
                Arrays.fill(to, y * row, (y + 1) * row, canvas.fill);
            }
        }
        canvas.swap();
    }

    static void shearX(Canvas canvas, double shear) {
        shearX(canvas, shear, 0);
    }

    private static void shearX(Canvas canvas, double shear, double offset) {
        int row = canvas.width * canvas.channels;
        byte[] from = canvas.pixels();
        byte[] to = canvas.spare();
        for (int y = 0; y < canvas.height; y++) {
            long wanted = (long) nearest(shear * y + offset) * canvas.channels;
            int shift = (int) Math.max(-row, Math.min(row, wanted));
            int start = y * row;
            int kept = row - Math.abs(shift);
            if (shift >= 0) {
                System.arraycopy(from, start + shift, to, start, kept);
                Arrays.fill(to, start + kept, start + row, canvas.fill);
            } else {
                System.arraycopy(from, start, to, start - shift, kept);
                Arrays.fill(to, start, start - shift, canvas.fill);
            }
        }
        canvas.swap();
    }

    static void shearY(Canvas canvas, double shear) {
        int channels = canvas.channels;
        int row = canvas.width * channels;
        int[] shifts = canvas.columns;
        for (int x = 0; x < canvas.width; x++) {
            shifts[x] = nearest(shear * x);
        }
        int target = 0;
        for (int y = 0; y < canvas.height; y++) {
            for (int x = 0; x < canvas.width; x++) {
                int source = y + shifts[x];
                boolean inside = source >= 0 && source < canvas.height;
                copyPixel(canvas, inside ? source * row + x * channels : -1, target);
                target += channels;
            }
        }
        canvas.swap();
    }

    /** Turns about the middle: a point of the result looks up the point that lies at this angle from it. */
    static void rotate(Canvas canvas, double degrees) {
        double cos = Math.cos(Math.toRadians(degrees));
        double sin = Math.sin(Math.toRadians(degrees));
        double middleX = (canvas.width - 1) / 2.0;
        double middleY = (canvas.height - 1) / 2.0;
        int channels = canvas.channels;
        int target = 0;
        for (int y = 0; y < canvas.height; y++) {
            double startX = middleX + 0.5 - sin * (y - middleY);
            double startY = middleY + 0.5 + cos * (y - middleY);
            for (int x = 0; x < canvas.width; x++) {
                double sourceX = startX + cos * (x - middleX);
                double sourceY = startY + sin * (x - middleX);
                // Casting cuts -0.x to 0, so the sign has to be looked at before.
                boolean inside = sourceX >= 0 && sourceX < canvas.width && sourceY >= 0 && sourceY < canvas.height;
                int row = (int) sourceY;
                int column = (int) sourceX;
                int source = inside ? (row * canvas.width + column) * channels : -1;
                copyPixel(canvas, source, target);
                target += channels;
            }
        }
        canvas.swap();
    }

    private static int nearest(double coordinate) {
        return (int) Math.floor(coordinate + 0.5);
    }

    private static void copyPixel(Canvas canvas, int source, int target) {
        byte[] from = canvas.pixels();
        byte[] to = canvas.spare();
        boolean inside = source >= 0;
        to[target] = inside ? from[source] : canvas.fill;
        if (canvas.channels == 3) {
            to[target + 1] = inside ? from[source + 1] : canvas.fill;
            to[target + 2] = inside ? from[source + 2] : canvas.fill;
        }
    }
}
