package io.noisystudent.vision.augment;

import io.noisystudent.contracts.config.Noise;

/**
 * The sixteen operations of RandAugment as Noisy Student uses it.
 *
 * <p>Source: {@code randaugment.py} of google-research/noisystudent.
 */
enum ImageOperation {
    AUTO_CONTRAST,
    EQUALIZE,
    INVERT,
    ROTATE,
    POSTERIZE,
    SOLARIZE,
    COLOR,
    CONTRAST,
    BRIGHTNESS,
    SHARPNESS,
    SHEAR_X,
    SHEAR_Y,
    TRANSLATE_X,
    TRANSLATE_Y,
    CUTOUT,
    SOLARIZE_ADD;

    private static final ImageOperation[] ALL = values();
    private static final ImageOperation[] GEOMETRIC = {ROTATE, SHEAR_X, SHEAR_Y, TRANSLATE_X, TRANSLATE_Y};

    /** Any of them, with equal probability. */
    static ImageOperation draw(Noise.Operations operations, SeededRandom random) {
        ImageOperation[] from =
                switch (operations) {
                    case ALL -> ALL;
                    case GEOMETRIC -> GEOMETRIC;
                };
        return from[random.below(from.length)];
    }

    void apply(Canvas canvas, Magnitude magnitude, SeededRandom random) {
        switch (this) {
            case AUTO_CONTRAST -> PointOperations.autoContrast(canvas);
            case EQUALIZE -> PointOperations.equalize(canvas);
            case INVERT -> PointOperations.invert(canvas);
            case ROTATE -> Geometry.rotate(canvas, magnitude.drawn(magnitude.degrees(), random));
            case POSTERIZE -> PointOperations.posterize(canvas, magnitude.bits());
            case SOLARIZE -> PointOperations.solarize(canvas, magnitude.threshold());
            case COLOR -> Neighborhood.color(canvas, magnitude.enhancement());
            case CONTRAST -> PointOperations.contrast(canvas, magnitude.enhancement());
            case BRIGHTNESS -> PointOperations.brightness(canvas, magnitude.enhancement());
            case SHARPNESS -> Neighborhood.sharpness(canvas, magnitude.enhancement());
            case SHEAR_X -> Geometry.shearX(canvas, magnitude.drawn(magnitude.shear(), random));
            case SHEAR_Y -> Geometry.shearY(canvas, magnitude.drawn(magnitude.shear(), random));
            case TRANSLATE_X -> Geometry.translateX(canvas, magnitude.drawn(magnitude.translateX(), random));
            case TRANSLATE_Y -> Geometry.translateY(canvas, magnitude.drawn(magnitude.translateY(), random));
            case CUTOUT -> Cutout.apply(canvas, 2 * magnitude.cutoutHalf(), random);
            case SOLARIZE_ADD -> PointOperations.solarizeAdd(canvas, magnitude.addition());
        }
    }
}
