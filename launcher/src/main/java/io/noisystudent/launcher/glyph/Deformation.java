package io.noisystudent.launcher.glyph;

import io.noisystudent.launcher.glyph.Stroke.Point;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * How one hand distorts a glyph: an affine map about the center of the unit square, then a smooth elastic field made of
 * two plane waves.
 */
record Deformation(Affine affine, Wave first, Wave second) {
    private static final double MAX_ROTATION = Math.toRadians(32);
    private static final double MAX_SHEAR = 0.35;
    private static final double MAX_SHIFT = 0.13;
    private static final double MAX_WAVE = 0.05;
    private static final double TREMOR = 0.012;

    /** The linear map about the center, row by row, each row with its shift. */
    record Affine(double xx, double xy, double shiftX, double yx, double yy, double shiftY) {
        Point at(Point point) {
            double x = point.x() - 0.5;
            double y = point.y() - 0.5;
            return new Point(0.5 + xx * x + xy * y + shiftX, 0.5 + yx * x + yy * y + shiftY);
        }
    }

    /** A displacement that varies along one direction of the plane. */
    record Wave(double frequencyX, double frequencyY, double phase, double amplitudeX, double amplitudeY) {
        static Wave random(SplittableRandom random) {
            return new Wave(
                    random.nextDouble(-2, 2),
                    random.nextDouble(-2, 2),
                    random.nextDouble(2 * Math.PI),
                    random.nextDouble(-MAX_WAVE, MAX_WAVE),
                    random.nextDouble(-MAX_WAVE, MAX_WAVE));
        }

        double at(Point point) {
            return Math.sin(2 * Math.PI * (frequencyX * point.x() + frequencyY * point.y()) + phase);
        }
    }

    static Deformation random(SplittableRandom random) {
        double angle = random.nextDouble(-MAX_ROTATION, MAX_ROTATION);
        double shear = random.nextDouble(-MAX_SHEAR, MAX_SHEAR);
        double scaleX = random.nextDouble(0.6, 1.1);
        double scaleY = random.nextDouble(0.6, 1.1);
        double cos = Math.cos(angle);
        double sin = Math.sin(angle);
        Affine affine = new Affine(
                scaleX * cos,
                scaleY * (shear * cos - sin),
                random.nextDouble(-MAX_SHIFT, MAX_SHIFT),
                scaleX * sin,
                scaleY * (shear * sin + cos),
                random.nextDouble(-MAX_SHIFT, MAX_SHIFT));
        return new Deformation(affine, Wave.random(random), Wave.random(random));
    }

    /** The stroke as this hand draws it, with a tremor of its own at every point. */
    List<Point> apply(Stroke stroke, SplittableRandom random) {
        List<Point> bent = new ArrayList<>();
        for (Point point : subdivided(stroke.points())) {
            Point moved = apply(point);
            bent.add(new Point(
                    moved.x() + random.nextDouble(-TREMOR, TREMOR), moved.y() + random.nextDouble(-TREMOR, TREMOR)));
        }
        return bent;
    }

    private Point apply(Point point) {
        Point moved = affine.at(point);
        return new Point(
                moved.x() + first.amplitudeX() * first.at(moved) + second.amplitudeX() * second.at(moved),
                moved.y() + first.amplitudeY() * first.at(moved) + second.amplitudeY() * second.at(moved));
    }

    /** Long lines get points in between, so that they can bend. */
    private static List<Point> subdivided(List<Point> points) {
        List<Point> dense = new ArrayList<>();
        dense.add(points.get(0));
        for (int i = 1; i < points.size(); i++) {
            Point from = points.get(i - 1);
            Point to = points.get(i);
            int parts = Math.max(1, (int) Math.ceil(Math.hypot(to.x() - from.x(), to.y() - from.y()) / 0.1));
            for (int part = 1; part <= parts; part++) {
                double share = (double) part / parts;
                dense.add(new Point(from.x() + share * (to.x() - from.x()), from.y() + share * (to.y() - from.y())));
            }
        }
        return dense;
    }
}
