package io.noisystudent.launcher.glyph;

import java.util.ArrayList;
import java.util.List;

/** One movement of the pen: a polyline in the unit square, y pointing down. */
record Stroke(List<Point> points) {
    private static final int CURVE_STEPS = 12;

    Stroke {
        points = List.copyOf(points);
    }

    /** A point of the unit square. */
    record Point(double x, double y) {}

    /** Straight lines through the given coordinates, {@code x0, y0, x1, y1, ...}. */
    static Stroke line(double... coordinates) {
        List<Point> points = new ArrayList<>();
        for (int i = 0; i < coordinates.length; i += 2) {
            points.add(new Point(coordinates[i], coordinates[i + 1]));
        }
        return new Stroke(points);
    }

    /** Part of an ellipse; angles in turns, clockwise from three o'clock. */
    static Stroke arc(double centerX, double centerY, double radiusX, double radiusY, double from, double to) {
        List<Point> points = new ArrayList<>();
        for (int i = 0; i <= CURVE_STEPS; i++) {
            double angle = 2 * Math.PI * (from + (to - from) * i / CURVE_STEPS);
            points.add(new Point(centerX + radiusX * Math.cos(angle), centerY + radiusY * Math.sin(angle)));
        }
        return new Stroke(points);
    }

    /** An Archimedean spiral from the center outwards. */
    static Stroke spiral(double centerX, double centerY, double radius, double turns) {
        List<Point> points = new ArrayList<>();
        int steps = (int) Math.ceil(turns * 2 * CURVE_STEPS);
        for (int i = 0; i <= steps; i++) {
            double share = (double) i / steps;
            double angle = 2 * Math.PI * turns * share;
            points.add(
                    new Point(centerX + radius * share * Math.cos(angle), centerY + radius * share * Math.sin(angle)));
        }
        return new Stroke(points);
    }
}
