package io.noisystudent.vision.augment;

import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.contracts.config.Noise.Lengths;

/**
 * The arguments that one RandAugment magnitude gives to the operations, on the reference's scale of 0 to 10, which may
 * be exceeded.
 *
 * <p>Source: {@code randaugment.py} and {@code preprocessing.py} of google-research/noisystudent. Lengths there are an
 * eighth of the side at magnitude 10 for small images, and for ImageNet 100 pixels (translation) and 40 (half the side of
 * Cutout's square), whatever the size; its images have 224 pixels and more. Where the reference leaves
 * the range of a byte its result rests on the wrapping of its framework; here the range ends: {@code bits} in 1 to 8,
 * {@code threshold} up to 256 (nothing is inverted), {@code addition} up to 128 (the reference would turn all dark pixels
 * white).
 *
 * @param degrees of the rotation; the sign is drawn
 * @param shear pixels per pixel; the sign is drawn
 * @param translateX pixels, also fractions; the sign is drawn
 * @param translateY pixels, also fractions; the sign is drawn
 * @param enhancement factor of color, contrast, brightness and sharpness: 0 is none of it, 1 the image itself
 * @param bits that posterizing keeps: the distortion is stronger at small magnitudes
 * @param threshold from which solarizing inverts: the distortion is stronger at small magnitudes
 * @param addition to dark pixels
 * @param cutoutHalf half the side of the square that is masked, in whole pixels
 * @param varied rotations, shears and translations take any strength up to the one given here, not always that
 */
record Magnitude(
        double degrees,
        double shear,
        double translateX,
        double translateY,
        float enhancement,
        int bits,
        int threshold,
        int addition,
        int cutoutHalf,
        boolean varied) {
    private static final int DARK = 128;

    private static final int IMAGENET_SIDE = 224;
    private static final double IMAGENET_TRANSLATION = 100;
    private static final double IMAGENET_CUTOUT = 40;

    /** With lengths of an eighth of the side. */
    static Magnitude of(double magnitude, boolean varied, ImageShape shape) {
        return of(magnitude, varied, Lengths.EIGHTH, shape);
    }

    static Magnitude of(double magnitude, boolean varied, Lengths lengths, ImageShape shape) {
        if (!(magnitude >= 0 && magnitude <= 30)) {
            throw new IllegalArgumentException("magnitude is " + magnitude + "; it is 0 to 30");
        }
        double level = magnitude / 10;
        return new Magnitude(
                level * 30,
                level * 0.3,
                level * translation(lengths, shape.width()),
                level * translation(lengths, shape.height()),
                (float) (level * 1.8 + 0.1),
                Math.max(1, Math.min(8, (int) (level * 4))),
                Math.min(256, (int) (level * 256)),
                Math.min(DARK, (int) (level * 110)),
                (int) (level * cutout(lengths, Math.min(shape.height(), shape.width()))),
                varied);
    }

    private static double translation(Lengths lengths, int side) {
        return switch (lengths) {
            case EIGHTH -> side / 8.0;
            case IMAGENET -> ofImageNet(IMAGENET_TRANSLATION, side);
        };
    }

    private static double cutout(Lengths lengths, int side) {
        return switch (lengths) {
            case EIGHTH -> side / 8.0;
            case IMAGENET -> ofImageNet(IMAGENET_CUTOUT, side);
        };
    }

    /** The reference moves small images by other lengths, so that below ImageNet's size there is nothing to follow. */
    private static double ofImageNet(double length, int side) {
        return length * Math.min(side, IMAGENET_SIDE) / IMAGENET_SIDE;
    }

    /** How far a geometric operation goes this time, and to which side. */
    double drawn(double strength, SeededRandom random) {
        return varied ? random.within(strength) : random.signed(strength);
    }
}
