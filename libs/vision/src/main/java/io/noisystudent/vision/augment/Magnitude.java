package io.noisystudent.vision.augment;

import io.noisystudent.contracts.config.ImageShape;

/**
 * The arguments that one RandAugment magnitude gives to the operations, on the reference's scale of 0 to 10, which may
 * be exceeded.
 *
 * <p>Source: {@code randaugment.py} of google-research/noisystudent. Lengths there are 4 pixels at magnitude 10 for
 * images of 32 pixels; here they are an eighth of the image's side, which is the same at 32. Where the reference leaves
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

    static Magnitude of(double magnitude, boolean varied, ImageShape shape) {
        if (!(magnitude >= 0 && magnitude <= 30)) {
            throw new IllegalArgumentException("magnitude is " + magnitude + "; it is 0 to 30");
        }
        double level = magnitude / 10;
        return new Magnitude(
                level * 30,
                level * 0.3,
                level * shape.width() / 8,
                level * shape.height() / 8,
                (float) (level * 1.8 + 0.1),
                Math.max(1, Math.min(8, (int) (level * 4))),
                Math.min(256, (int) (level * 256)),
                Math.min(DARK, (int) (level * 110)),
                (int) (level * Math.min(shape.height(), shape.width()) / 8),
                varied);
    }

    /** How far a geometric operation goes this time, and to which side. */
    double drawn(double strength, SeededRandom random) {
        return varied ? random.within(strength) : random.signed(strength);
    }
}
