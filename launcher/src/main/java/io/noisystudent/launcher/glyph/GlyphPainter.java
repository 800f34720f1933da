package io.noisystudent.launcher.glyph;

import io.noisystudent.launcher.glyph.Stroke.Point;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Paints glyphs as an unsteady hand would: random deformation, stroke width and tone, with clutter and noise around
 * them. One gray byte per pixel, dark paper and light ink.
 *
 * <p>A picture is a pure function of glyph and seed.
 */
final class GlyphPainter {
    private static final int MAX_CLUTTER = 5;

    private final int size;

    /** Paints squares of this many pixels. */
    GlyphPainter(int size) {
        this.size = size;
    }

    byte[] paint(Glyph glyph, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Deformation deformation = Deformation.random(random);
        float[] canvas = new float[size * size];
        double width = random.nextDouble(0.03, 0.09);
        for (Stroke stroke : glyph.strokes()) {
            draw(canvas, deformation.apply(stroke, random), width * random.nextDouble(0.8, 1.2), 1);
        }
        scribble(canvas, random);
        return develop(canvas, random);
    }

    /** Short strokes and dots that mean nothing. */
    private void scribble(float[] canvas, SplittableRandom random) {
        int marks = random.nextInt(MAX_CLUTTER + 1);
        for (int i = 0; i < marks; i++) {
            Point start = new Point(random.nextDouble(), random.nextDouble());
            double angle = random.nextDouble(2 * Math.PI);
            double length = random.nextDouble(0.02, 0.4);
            Point end = new Point(start.x() + length * Math.cos(angle), start.y() + length * Math.sin(angle));
            draw(canvas, List.of(start, end), random.nextDouble(0.03, 0.07), random.nextDouble(0.4, 1));
        }
    }

    private void draw(float[] canvas, List<Point> line, double width, double tone) {
        for (int i = 1; i < line.size(); i++) {
            drawSegment(canvas, line.get(i - 1), line.get(i), width, tone);
        }
    }

    private void drawSegment(float[] canvas, Point from, Point to, double width, double tone) {
        double reach = width / 2 + 1.0 / size;
        int top = pixel(Math.min(from.y(), to.y()) - reach);
        int bottom = pixel(Math.max(from.y(), to.y()) + reach);
        int left = pixel(Math.min(from.x(), to.x()) - reach);
        int right = pixel(Math.max(from.x(), to.x()) + reach);
        for (int y = top; y <= bottom; y++) {
            for (int x = left; x <= right; x++) {
                double distance = distance((x + 0.5) / size, (y + 0.5) / size, from, to);
                float ink = (float) (tone * clamp((width / 2 - distance) * size + 0.5));
                canvas[y * size + x] = Math.max(canvas[y * size + x], ink);
            }
        }
    }

    private int pixel(double coordinate) {
        return Math.min(size - 1, Math.max(0, (int) Math.floor(coordinate * size)));
    }

    private static double distance(double x, double y, Point from, Point to) {
        double dx = to.x() - from.x();
        double dy = to.y() - from.y();
        double squared = dx * dx + dy * dy;
        double along = squared == 0 ? 0 : clamp(((x - from.x()) * dx + (y - from.y()) * dy) / squared);
        return Math.hypot(x - from.x() - along * dx, y - from.y() - along * dy);
    }

    /** Ink to gray values: paper and ink have tones of their own, and every pixel some noise. */
    private byte[] develop(float[] canvas, SplittableRandom random) {
        double paper = random.nextDouble(0, 70);
        double ink = random.nextDouble(140, 255);
        double grain = random.nextDouble(4, 28);
        byte[] pixels = new byte[canvas.length];
        for (int i = 0; i < pixels.length; i++) {
            double value = paper + (ink - paper) * canvas[i] + grain * random.nextGaussian();
            pixels[i] = (byte) (int) Math.round(Math.min(255, Math.max(0, value)));
        }
        return pixels;
    }

    private static double clamp(double value) {
        return Math.min(1, Math.max(0, value));
    }
}
