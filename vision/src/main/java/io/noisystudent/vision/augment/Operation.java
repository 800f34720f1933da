package io.noisystudent.vision.augment;

/**
 * The sixteen operations of RandAugment as Noisy Student uses it.
 *
 * <p>Source: {@code randaugment.py} of google-research/noisystudent.
 */
enum Operation {
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

    private static final Operation[] ALL = values();

    /** Any of them, with equal probability. */
    static Operation draw(SeededRandom random) {
        return ALL[random.below(ALL.length)];
    }

    void apply(Canvas canvas, Magnitude magnitude, SeededRandom random) {
        switch (this) {
            case AUTO_CONTRAST -> PointOperations.autoContrast(canvas);
            case EQUALIZE -> PointOperations.equalize(canvas);
            case INVERT -> PointOperations.invert(canvas);
            case ROTATE -> Geometry.rotate(canvas, random.signed(magnitude.degrees()));
            case POSTERIZE -> PointOperations.posterize(canvas, magnitude.bits());
            case SOLARIZE -> PointOperations.solarize(canvas, magnitude.threshold());
            case COLOR -> Neighbourhood.color(canvas, magnitude.enhancement());
            case CONTRAST -> PointOperations.contrast(canvas, magnitude.enhancement());
            case BRIGHTNESS -> PointOperations.brightness(canvas, magnitude.enhancement());
            case SHARPNESS -> Neighbourhood.sharpness(canvas, magnitude.enhancement());
            case SHEAR_X -> Geometry.shearX(canvas, random.signed(magnitude.shear()));
            case SHEAR_Y -> Geometry.shearY(canvas, random.signed(magnitude.shear()));
            case TRANSLATE_X -> Geometry.translateX(canvas, random.signed(magnitude.translateX()));
            case TRANSLATE_Y -> Geometry.translateY(canvas, random.signed(magnitude.translateY()));
            case CUTOUT -> Cutout.apply(canvas, 2 * magnitude.cutoutHalf(), random);
            case SOLARIZE_ADD -> PointOperations.solarizeAdd(canvas, magnitude.addition());
        }
    }
}
