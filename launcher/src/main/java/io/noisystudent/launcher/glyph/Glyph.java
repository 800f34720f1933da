package io.noisystudent.launcher.glyph;

import java.util.List;
import java.util.Locale;

import static io.noisystudent.launcher.glyph.Stroke.arc;
import static io.noisystudent.launcher.glyph.Stroke.line;
import static io.noisystudent.launcher.glyph.Stroke.spiral;

/** The ten classes of the built-in data set, each as the strokes that a hand would draw. */
@SuppressWarnings("ImmutableEnumChecker") // the list is an immutable copy
enum Glyph {
    ANCHOR(
            line(0.5, 0.25, 0.5, 0.85),
            line(0.33, 0.38, 0.67, 0.38),
            arc(0.5, 0.17, 0.08, 0.08, 0, 1),
            arc(0.5, 0.55, 0.32, 0.3, 0.05, 0.45)),
    ARROW(line(0.15, 0.5, 0.85, 0.5), line(0.6, 0.25, 0.85, 0.5, 0.6, 0.75)),
    BOLT(line(0.6, 0.12, 0.32, 0.52, 0.64, 0.5, 0.38, 0.88)),
    HEART(
            arc(0.34, 0.36, 0.17, 0.17, 0.4, 1),
            arc(0.66, 0.36, 0.17, 0.17, 0.5, 1.1),
            line(0.19, 0.46, 0.5, 0.86, 0.81, 0.46)),
    HOUSE(line(0.25, 0.45, 0.25, 0.85, 0.75, 0.85, 0.75, 0.45), line(0.13, 0.5, 0.5, 0.16, 0.87, 0.5)),
    KEY(
            arc(0.3, 0.35, 0.16, 0.16, 0, 1),
            line(0.42, 0.46, 0.84, 0.84),
            line(0.7, 0.71, 0.8, 0.6),
            line(0.6, 0.62, 0.68, 0.53)),
    MOON(arc(0.48, 0.5, 0.34, 0.36, 0.12, 0.88), arc(0.68, 0.5, 0.26, 0.28, 0.24, 0.76)),
    SPIRAL(spiral(0.5, 0.5, 0.36, 2.2)),
    STAR(line(0.5, 0.1, 0.73, 0.85, 0.12, 0.38, 0.88, 0.38, 0.27, 0.85, 0.5, 0.1)),
    UMBRELLA(
            arc(0.5, 0.48, 0.36, 0.34, 0.5, 1),
            line(0.14, 0.48, 0.86, 0.48),
            line(0.5, 0.48, 0.5, 0.8),
            arc(0.58, 0.8, 0.08, 0.08, 0, 0.5));

    private final List<Stroke> strokes;

    Glyph(Stroke... strokes) {
        this.strokes = List.of(strokes);
    }

    List<Stroke> strokes() {
        return strokes;
    }

    String className() {
        return name().toLowerCase(Locale.ROOT);
    }
}
