package io.noisystudent.bench.glyph;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Strokes of a pen in the unit square; the partner of a glyph has all of them but the last, the mark, which is short.
 *
 * @param strokes polylines
 */
record Glyph(List<List<Point>> strokes) {
    private static final int LONG_STROKES = 3;
    private static final int POINTS = 3;
    private static final double MARK = 0.3;
    private static final double APART = 0.35;

    /** A place in the unit square, y pointing down. */
    record Point(double x, double y) {
        static Point random(SplittableRandom random, double margin) {
            return new Point(random.nextDouble(margin, 1 - margin), random.nextDouble(margin, 1 - margin));
        }

        double distance(Point other) {
            return Math.hypot(x - other.x, y - other.y);
        }
    }

    Glyph {
        strokes = List.copyOf(strokes);
    }

    /** A glyph and its partner. */
    static List<Glyph> pair(SplittableRandom random) {
        List<List<Point>> common = new ArrayList<>();
        for (int stroke = 0; stroke < LONG_STROKES; stroke++) {
            List<Point> points = new ArrayList<>();
            for (int i = 0; i < POINTS; i++) {
                points.add(Point.random(random, 0.12));
            }
            common.add(List.copyOf(points));
        }
        Point first = Point.random(random, 0.2);
        Point second = Point.random(random, 0.2);
        while (second.distance(first) < APART) {
            second = Point.random(random, 0.2);
        }
        return List.of(with(common, mark(first, random)), with(common, mark(second, random)));
    }

    private static Glyph with(List<List<Point>> common, List<Point> mark) {
        List<List<Point>> strokes = new ArrayList<>(common);
        strokes.add(mark);
        return new Glyph(strokes);
    }

    private static List<Point> mark(Point middle, SplittableRandom random) {
        double angle = random.nextDouble(Math.PI);
        double x = MARK / 2 * Math.cos(angle);
        double y = MARK / 2 * Math.sin(angle);
        return List.of(new Point(middle.x() - x, middle.y() - y), new Point(middle.x() + x, middle.y() + y));
    }
}
