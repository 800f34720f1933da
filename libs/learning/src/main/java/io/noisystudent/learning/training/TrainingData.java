package io.noisystudent.learning.training;

import io.noisystudent.networks.graph.Graph;
import io.noisystudent.networks.validation.ServedSignature;
import java.util.Optional;

/**
 * What a network is trained on.
 *
 * @param labeled never empty
 * @param pseudoLabeled absent for a teacher of generation 0 and for the control
 * @param heldOut labeled images that are only evaluated, at the end
 * @param teacher that labels views, where the recipe asks for it
 */
public record TrainingData(
        LabeledSamples labeled,
        Optional<PseudoLabeledSamples> pseudoLabeled,
        Optional<LabeledSamples> heldOut,
        Optional<Graph> teacher) {

    public static TrainingData of(LabeledSamples labeled) {
        return new TrainingData(labeled, Optional.empty(), Optional.empty(), Optional.empty());
    }

    public TrainingData with(PseudoLabeledSamples pseudo) {
        return new TrainingData(labeled, Optional.of(pseudo), heldOut, teacher);
    }

    public TrainingData evaluatedOn(LabeledSamples other) {
        return new TrainingData(labeled, pseudoLabeled, Optional.of(other), teacher);
    }

    public TrainingData taughtBy(Graph other) {
        return new TrainingData(labeled, pseudoLabeled, heldOut, Optional.of(other));
    }

    /** Refuses a network that takes other images, {@code SIGNATURE_MISMATCH}. */
    void requireFor(Graph network) {
        ServedSignature signature = ServedSignature.of(network);
        signature.requireImage(labeled.images().shape());
        pseudoLabeled.ifPresent(
                samples -> signature.requireImage(samples.images().shape()));
        heldOut.ifPresent(samples -> signature.requireImage(samples.images().shape()));
        teacher.ifPresent(
                graph -> ServedSignature.of(graph).requireImage(labeled.images().shape()));
    }
}
