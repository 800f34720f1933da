package io.noisystudent.trainer.dataset;

import io.noisystudent.learning.training.LabeledSamples;
import java.util.Optional;

/**
 * The labeled images that a training may see.
 *
 * @param validation absent when there is no image of that split
 * @param unreadable records that were skipped
 * @param scatteredKeys keys in more than one partition
 */
public record LabeledData(
        LabeledSamples train, Optional<LabeledSamples> validation, int unreadable, int scatteredKeys) {}
