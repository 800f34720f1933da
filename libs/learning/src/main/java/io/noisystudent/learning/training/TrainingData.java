package io.noisystudent.learning.training;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.networks.graph.Graph;
import io.noisystudent.networks.validation.ServedSignature;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

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

    /** Refuses networks that take other images, or have other classes than the first, {@code SIGNATURE_MISMATCH}. */
    void requireFor(List<Graph> networks) {
        int classes = ServedSignature.of(networks.get(0)).classes();
        Stream.concat(networks.stream(), teachers.stream()).forEach(network -> {
            requireImages(ServedSignature.of(network));
            requireClasses(network, classes);
        });
    }

    private void requireImages(ServedSignature signature) {
        signature.requireImage(labeled.images().shape());
        pseudoLabeled.ifPresent(
                samples -> signature.requireImage(samples.images().shape()));
        heldOut.ifPresent(samples -> signature.requireImage(samples.images().shape()));
    }

    private static void requireClasses(Graph network, int classes) {
        int own = ServedSignature.of(network).classes();
        if (own != classes) {
            throw new NoisyStudentException(
                    ErrorCode.SIGNATURE_MISMATCH,
                    network.name(),
                    "network " + network.name() + " has " + own
                            + " classes, the network that is trained beside it or by" + " it has " + classes
                            + "; all must have the same");
        }
    }
}
