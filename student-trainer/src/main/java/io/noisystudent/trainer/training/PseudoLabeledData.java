package io.noisystudent.trainer.training;

import io.noisystudent.learning.selection.PseudoLabelSelection.Choice;
import io.noisystudent.learning.training.PseudoLabeledSamples;

/**
 * The pseudo-labeled images of one training.
 *
 * @param accepted pseudo-labels that the labelers offered
 * @param superseded of these, the ones whose sample a later record replaced or deleted
 * @param scatteredKeys keys in more than one partition of the unlabeled log
 * @param choice what was chosen of the rest
 */
record PseudoLabeledData(
        PseudoLabeledSamples samples, int accepted, int superseded, int scatteredKeys, Choice choice) {}
