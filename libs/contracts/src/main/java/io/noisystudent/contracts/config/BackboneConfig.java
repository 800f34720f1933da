package io.noisystudent.contracts.config;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * How the part of a network before its classifier, the backbone, is trained if it begins with learned weights. Null
 * stands for the default of each.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record BackboneConfig(
        @Key(
                or = "none",
                defaultValue = "none",
                give = "{until: stage2.out}",
                doc = "the part whose weights stay as they are; needs `warm-start`, or a registered `network`")
        @Nullable
        Freeze freeze,

        @Key(
                allowed = "(0, 1)",
                or = "none",
                defaultValue = "none",
                doc = "share of the steps after which all weights are trained, with the whole schedule again"
                        + " (Kumar et al. 2022 train the classifier first, too); needs `freeze`")
        @Nullable
        Double thawAfter,

        @Key(
                or = "auto",
                defaultValue = "auto",
                doc = "whether batch normalizations of the backbone take their running statistics, which stay as they"
                        + " are, in place of the batch's; `auto` is true of what is frozen, and false of the rest")
        @Nullable
        Boolean freezeStatistics,

        @Key(
                allowed = "(0, 100]",
                or = "none",
                defaultValue = "none",
                doc = "peak rate of the backbone's weights in place of `learning-rate`, along the same schedule")
        @Nullable
        Double backboneLearningRate,

        @Key(
                allowed = "(0, 1]",
                or = "none",
                defaultValue = "none",
                doc = "multiplies the rate once more for every layer further from the classifier; a layer is a"
                        + " part with weights between two values through which everything passes, such as a residual"
                        + " block")
        @Nullable
        Double layerDecay) {
    /** Trained like all else. */
    public static final BackboneConfig NONE = new BackboneConfig(null, null, null, null, null);

    /** The same with its own rate, if it has one, multiplied. */
    BackboneConfig scaledBy(double factor) {
        return backboneLearningRate == null
                ? this
                : new BackboneConfig(freeze, thawAfter, freezeStatistics, factor * backboneLearningRate, layerDecay);
    }

    /** The rate of the backbone as a multiple of the classifier's. */
    public double rateFactor(double learningRate) {
        return backboneLearningRate == null ? 1 : backboneLearningRate / learningRate;
    }

    /** The factor for every layer further from the classifier. */
    public double decayOfLayers() {
        return layerDecay == null ? 1 : layerDecay;
    }
}
