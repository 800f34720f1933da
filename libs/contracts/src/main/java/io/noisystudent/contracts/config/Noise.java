package io.noisystudent.contracts.config;

import org.jspecify.annotations.Nullable;

/**
 * Noise on the student; the teacher never sees any.
 *
 * @param randAugment null means no RandAugment
 */
public record Noise(
        @Key(
                name = "randaugment",
                or = {"none", "off", "false", "no"},
                doc = "RandAugment: operations at random")
        @Nullable
        RandAugment randAugment,

        @Key(allowed = "[0, 4096]", derived = Derived.CROP, doc = "reflect padding in pixels before a random crop")
        int crop,

        @Key(defaultValue = "false", doc = "mirror half of the images; wrong for digits and text")
        boolean flip,

        @Key(allowed = "[0, 4096]", derived = Derived.CUTOUT, doc = "side in pixels of a square that is masked")
        int cutout,

        @Key(
                allowed = "[0, 255]",
                defaultValue = "128",
                doc = "what distortions uncover and Cutout masks: the background where there is one, 0"
                        + " for white on black")
        int fill,

        @Key(allowed = "[0, 1)", defaultValue = "0.2", doc = "rate of dropout before the classifier")
        double dropout,

        @Key(allowed = "[0, 1)", defaultValue = "0.2", doc = "drop rate of the last residual branch, linear in depth")
        double stochasticDepth) {
    /** The gray in the middle. */
    public static final int GRAY = 128;

    public static final Noise NONE = new Noise(null, 0, false, 0, GRAY, 0, 0);

    /** RandAugment (Cubuk et al. 2020): operations drawn with replacement, all at one magnitude. */
    public record RandAugment(
            @Key(allowed = "[1, 10]", defaultValue = "2", doc = "operations per image")
            int ops,

            @Key(allowed = "[0, 30]", defaultValue = "9", doc = "strength of all of them")
            double magnitude,

            @Key(
                    defaultValue = "all",
                    doc = "from which they are drawn: all sixteen, or the geometric ones (rotation,"
                            + " shears, translations) where colors say nothing")
            Operations operations) {}

    /** Sets of RandAugment's operations. */
    public enum Operations {
        /** All sixteen, as Noisy Student uses them. */
        ALL,
        /** Rotation, shears and translations at any strength up to the magnitude: for images whose colors say nothing. */
        GEOMETRIC
    }
}
