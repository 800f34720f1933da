package io.noisystudent.trainer.dataset;

import io.noisystudent.learning.training.LabelledSamples;
import java.util.Optional;

/**
 * The labelled images that a training may see.
 *
 * @param validation absent when there is no image of that split
 * @param unreadable records that were skipped
 * @param scatteredKeys keys in more than one partition
 */
public record LabeledData(
        LabelledSamples train, Optional<LabelledSamples> validation, int unreadable, int scatteredKeys) {}
