package io.noisystudent.learning.module;

import io.noisystudent.contracts.config.BackboneConfig;
import java.util.Optional;

/**
 * How the part of a network before its classifier is trained.
 *
 * @param statisticsStay whether its batch normalizations take their running statistics, which stay; empty: where its
 *     weights stay
 * @param rateFactor of its weights
 * @param layerDecay a further factor for every layer between a weight and the logits
 */
public record BackboneTraining(Optional<Boolean> statisticsStay, double rateFactor, double layerDecay) {
    /** No difference. */
    public static final BackboneTraining LIKE_ALL_ELSE = new BackboneTraining(Optional.empty(), 1, 1);

    /** What a recipe says, beside the rate of all else. */
    public static BackboneTraining of(BackboneConfig config, double learningRate) {
        return new BackboneTraining(
                Optional.ofNullable(config.freezeStatistics()),
                config.rateFactor(learningRate),
                config.decayOfLayers());
    }

    /** Whether weights move at different rates. */
    boolean hasRates() {
        return rateFactor != 1 || layerDecay != 1;
    }
}
