package io.noisystudent.learning.training;

import io.noisystudent.networks.graph.Graph;
import io.noisystudent.networks.validation.ServedSignature;
import java.util.List;
import java.util.Optional;

/**
 * What a network is trained on.
 *
 * @param labeled never empty
 * @param pseudoLabeled absent for a teacher of generation 0 and for the control
 * @param heldOut labeled images that are only evaluated, at the end
 * @param teachers in the loop, where the objective asks for them
 */
public record TrainingData(
        LabeledSamples labeled,
        Optional<PseudoLabeledSamples> pseudoLabeled,
        Optional<LabeledSamples> heldOut,
        List<Graph> teachers) {

    public static TrainingData of(LabeledSamples labeled) {
        return new TrainingData(labeled, Optional.empty(), Optional.empty(), List.of());
    }

    public TrainingData with(PseudoLabeledSamples pseudo) {
        return new TrainingData(labeled, Optional.of(pseudo), heldOut, teachers);
    }

    public TrainingData evaluatedOn(LabeledSamples other) {
        return new TrainingData(labeled, pseudoLabeled, Optional.of(other), teachers);
    }

    public TrainingData taughtBy(Graph... others) {
        return new TrainingData(labeled, pseudoLabeled, heldOut, List.of(others));
    }

    /** Refuses a network that takes other images, {@code SIGNATURE_MISMATCH}. */
    void requireFor(Graph network) {
        ServedSignature signature = ServedSignature.of(network);
        signature.requireImage(labeled.images().shape());
        pseudoLabeled.ifPresent(
                samples -> signature.requireImage(samples.images().shape()));
        heldOut.ifPresent(samples -> signature.requireImage(samples.images().shape()));
        teachers.forEach(
                graph -> ServedSignature.of(graph).requireImage(labeled.images().shape()));
    }
}
