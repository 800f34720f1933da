package io.noisystudent.bench.glyph;

import io.noisystudent.bench.glyph.Glyph.Point;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Draws a glyph once, in gray: turned, sheared, shifted and scaled, with a tremor, on paper with grain.
 *
 * @param size of the square image in pixels
 */
record Hand(int size) {
    private static final double TURN = Math.toRadians(20);
    private static final double SHEAR = 0.2;
    private static final double SHIFT = 0.1;
    private static final double TREMOR = 0.03;

    /** (y, x), one byte per pixel. */
    byte[] draw(Glyph glyph, SplittableRandom random) {
        double[] ink = new double[size * size];
        double angle = random.nextDouble(-TURN, TURN);
        double shear = random.nextDouble(-SHEAR, SHEAR);
        double scale = random.nextDouble(0.75, 1.05);
        Point shift = new Point(random.nextDouble(-SHIFT, SHIFT), random.nextDouble(-SHIFT, SHIFT));
        double width = random.nextDouble(0.05, 0.1);
        for (List<Point> stroke : glyph.strokes()) {
            List<Point> moved = stroke.stream()
                    .map(point -> moved(point, angle, shear, scale, shift, random))
                    .toList();
            for (int i = 1; i < moved.size(); i++) {
                line(ink, moved.get(i - 1), moved.get(i), width);
            }
        }
        return developed(ink, random);
    }

    private static Point moved(
            Point point, double angle, double shear, double scale, Point shift, SplittableRandom random) {
        double x = scale * (point.x() - 0.5);
        double y = scale * (point.y() - 0.5);
        x += shear * y;
        return new Point(
                0.5 + x * Math.cos(angle) - y * Math.sin(angle) + shift.x() + random.nextDouble(-TREMOR, TREMOR),
                0.5 + x * Math.sin(angle) + y * Math.cos(angle) + shift.y() + random.nextDouble(-TREMOR, TREMOR));
    }

    private void line(double[] ink, Point from, Point to, double width) {
        double length = Math.max(1e-9, from.distance(to));
        for (int i = 0; i < ink.length; i++) {
            int row = i / size;
            Point pixel = new Point((i % size + 0.5) / size, (row + 0.5) / size);
            double along = ((pixel.x() - from.x()) * (to.x() - from.x()) + (pixel.y() - from.y()) * (to.y() - from.y()))
                    / (length * length);
            double share = Math.max(0, Math.min(1, along));
            Point nearest = new Point(from.x() + share * (to.x() - from.x()), from.y() + share * (to.y() - from.y()));
            double covered = (width / 2 - pixel.distance(nearest)) * size + 0.5;
            ink[i] = Math.max(ink[i], Math.max(0, Math.min(1, covered)));
        }
    }

    private static byte[] developed(double[] ink, SplittableRandom random) {
        double paper = random.nextDouble(0, 60);
        double tone = random.nextDouble(150, 255);
        double grain = random.nextDouble(5, 25);
        byte[] pixels = new byte[ink.length];
        for (int i = 0; i < pixels.length; i++) {
            double value = paper + (tone - paper) * ink[i] + grain * random.nextGaussian();
            pixels[i] = (byte) Math.round(Math.max(0, Math.min(255, value)));
        }
        return pixels;
    }
}
