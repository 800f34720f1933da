package io.noisystudent.contracts.config;

import com.fasterxml.jackson.annotation.JsonInclude;
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
        double stochasticDepth,

        @Key(
                before = "crop",
                or = "none",
                defaultValue = "none",
                doc =
                        "in place of the whole image a part of random area and aspect, scaled to the training's size, before"
                                + " all other noise; with `train-resolution` it is cut from the larger image")
        @JsonInclude(JsonInclude.Include.NON_NULL)
        @Nullable
        RandomResizedCrop randomResizedCrop,

        @Key(
                or = "none",
                defaultValue = "none",
                doc = "mixup and CutMix: each image of a batch is mixed with another one of its kind, labeled or"
                        + " pseudo-labeled, and learned with the labels of both")
        @JsonInclude(JsonInclude.Include.NON_NULL)
        @Nullable
        Mix mix) {
    /** The gray in the middle. */
    public static final int GRAY = 128;

    public static final Noise NONE = new Noise(null, 0, false, 0, GRAY, 0, 0);

    /** With neither parts of random size nor mixed images. */
    public Noise(
            @Nullable RandAugment randAugment,
            int crop,
            boolean flip,
            int cutout,
            int fill,
            double dropout,
            double stochasticDepth) {
        this(randAugment, crop, flip, cutout, fill, dropout, stochasticDepth, null, null);
    }

    /** What becomes of images; dropout and stochastic depth are within a network. */
    Noise ofImages() {
        return new Noise(randAugment, crop, flip, cutout, fill, 0, 0, randomResizedCrop, mix);
    }

    /**
     * A part of random area and aspect (Szegedy et al. 2015, "Going deeper with convolutions"), as {@code RandomResizedCrop}
     * of torchvision draws it.
     *
     * @param minArea as a share of the image's
     * @param maxArea as a share of the image's
     * @param minAspect width over height
     * @param maxAspect width over height
     */
    public record RandomResizedCrop(
            @Key(allowed = "(0, 1]", defaultValue = "0.08", doc = "least area, as a share of the image's")
            double minArea,

            @Key(allowed = "(0, 1]", defaultValue = "1", doc = "largest area, as a share of the image's")
            double maxArea,

            @Key(allowed = "(0, 100]", defaultValue = "0.75", doc = "least width over height")
            double minAspect,

            @Key(allowed = "(0, 100]", defaultValue = "1.3333333333333333", doc = "largest width over height")
            double maxAspect) {}

    /**
     * Mixup (Zhang et al. 2018) and CutMix (Yun et al. 2019), one of them for all of a batch, as {@code timm.data.Mixup} in
     * its mode {@code batch}.
     *
     * @param mixup parameter alpha of the Beta distribution from which the share is drawn; 0 for no mixup
     * @param cutmix the same for CutMix
     */
    public record Mix(
            @Key(
                    allowed = "[0, 4]",
                    defaultValue = "0.8",
                    doc =
                            "alpha of mixup, which adds up two images with shares drawn from Beta(alpha, alpha); 0 for none")
            double mixup,

            @Key(
                    allowed = "[0, 4]",
                    defaultValue = "1",
                    doc = "alpha of CutMix, which puts a rectangle of another image into each, of an area drawn in the"
                            + " same way; 0 for none")
            double cutmix,

            @Key(allowed = "(0, 1]", defaultValue = "1", doc = "share of the steps whose images are mixed")
            double probability,

            @Key(
                    name = "switch",
                    allowed = "[0, 1]",
                    defaultValue = "0.5",
                    doc = "share of CutMix among these steps, where both have an alpha")
            double switchProbability) {}

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
            Operations operations,

            @Key(
                    allowed = "imagenet",
                    or = "eighth",
                    defaultValue = "eighth",
                    doc = "how far translations and Cutout reach at magnitude 10: an `eighth` of the side, as the"
                            + " reference has it for small images, or its lengths for `imagenet`: 100 pixels, and a square of"
                            + " 80, on 224 pixels and more; in proportion below")
            @JsonInclude(JsonInclude.Include.NON_NULL)
            @Nullable
            Lengths lengths) {
        public RandAugment {
            lengths = lengths == Lengths.EIGHTH ? null : lengths;
        }

        /** With lengths of an eighth of the side. */
        public RandAugment(int ops, double magnitude, Operations operations) {
            this(ops, magnitude, operations, null);
        }

        /** Never null. */
        public Lengths lengthsOrDefault() {
            return lengths == null ? Lengths.EIGHTH : lengths;
        }
    }

    /** Lengths of translations and of Cutout within RandAugment, by the image's size. */
    public enum Lengths {
        /** An eighth of the side, and a square of twice that, at magnitude 10. */
        EIGHTH,
        /** 100 pixels, and a square of 80, at magnitude 10, whatever the size from 224 pixels on. */
        IMAGENET
    }

    /** Sets of RandAugment's operations. */
    public enum Operations {
        /** All sixteen, as Noisy Student uses them. */
        ALL,
        /** Rotation, shears and translations at any strength up to the magnitude: for images whose colors say nothing. */
        GEOMETRIC
    }
}
