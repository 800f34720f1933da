package io.noisystudent.learning.training;

import io.noisystudent.networks.graph.Graph;
import io.noisystudent.networks.validation.ServedSignature;
import java.util.Optional;

/**
 * What a network is trained on.
 *
 * @param labelled never empty
 * @param pseudoLabelled absent for a teacher of generation 0 and for the control
 * @param heldOut labelled images that are only evaluated, at the end
 * @param teacher that labels views, where the recipe asks for it
 */
public record TrainingData(
        LabelledSamples labelled,
        Optional<PseudoLabelledSamples> pseudoLabelled,
        Optional<LabelledSamples> heldOut,
        Optional<Graph> teacher) {

    public static TrainingData of(LabelledSamples labelled) {
        return new TrainingData(labelled, Optional.empty(), Optional.empty(), Optional.empty());
    }

    public TrainingData with(PseudoLabelledSamples pseudo) {
        return new TrainingData(labelled, Optional.of(pseudo), heldOut, teacher);
    }

    public TrainingData evaluatedOn(LabelledSamples other) {
        return new TrainingData(labelled, pseudoLabelled, Optional.of(other), teacher);
    }

    public TrainingData taughtBy(Graph other) {
        return new TrainingData(labelled, pseudoLabelled, heldOut, Optional.of(other));
    }

    /** Refuses a network that takes other images, {@code SIGNATURE_MISMATCH}. */
    void requireFor(Graph network) {
        ServedSignature signature = ServedSignature.of(network);
        signature.requireImage(labelled.images().shape());
        pseudoLabelled.ifPresent(
                samples -> signature.requireImage(samples.images().shape()));
        heldOut.ifPresent(samples -> signature.requireImage(samples.images().shape()));
        teacher.ifPresent(graph ->
                ServedSignature.of(graph).requireImage(labelled.images().shape()));
    }
}
