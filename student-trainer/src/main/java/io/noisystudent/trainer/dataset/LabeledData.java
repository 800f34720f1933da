package io.noisystudent.trainer.dataset;

import io.noisystudent.contracts.event.LabelDoubt;
import io.noisystudent.learning.training.LabeledSamples;
import java.util.Optional;

/**
 * The labeled images that a training may see.
 *
 * @param validation absent when there is no image of that split
 * @param unreadable records that were skipped
 * @param scatteredKeys keys in more than one partition
 * @param doubt what people were not sure of; absent where every label is certain
 */
public record LabeledData(
        LabeledSamples train,
        Optional<LabeledSamples> validation,
        int unreadable,
        int scatteredKeys,
        Optional<LabelDoubt> doubt) {
    /** The same with other images to train on. */
    public LabeledData withTrain(LabeledSamples other) {
        return new LabeledData(other, validation, unreadable, scatteredKeys, doubt);
    }
}
