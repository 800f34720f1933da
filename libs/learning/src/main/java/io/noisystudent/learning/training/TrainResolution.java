package io.noisystudent.learning.training;

import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.learning.module.GraphModule;
import io.noisystudent.learning.module.Mode;
import io.noisystudent.learning.objective.LossInputs;
import io.noisystudent.learning.torch.Compute;
import io.noisystudent.learning.torch.NativeScope;
import io.noisystudent.networks.graph.Graph;

/** Whether a network can be trained on images of another size than it is served on. */
final class TrainResolution {
    private TrainResolution() {}

    /**
     * Refuses a network that is bound to its images' size, {@code SIGNATURE_MISMATCH}, by trying one step's images, or a
     * part of them where the batch is split.
     *
     * @param phase the first one
     * @param served shape of the samples
     */
    static void requireFits(Phase phase, Graph network, ImageShape served, Compute compute) {
        if (phase.shape().equals(served)) {
            return;
        }
        try (GraphModule module = GraphModule.of(network, compute);
                Batch batch = Batch.of(phase, network, LossInputs.NONE, compute)) {
            NativeScope.callWithoutGradients(
                    () -> module.forward(batch.tensors().part(0, phase.parts()).images(), Mode.EVALUATION)
                            .logits()
                            .numel());
        } catch (RuntimeException e) {
            throw new NoisyStudentException(
                    ErrorCode.SIGNATURE_MISMATCH,
                    network.name(),
                    "network " + network.name() + " cannot take images of " + phase.shape()
                            + ": it is bound to the size that it is served on; leave train-resolution out, or take a"
                            + " network that pools over the whole image",
                    e);
        }
    }
}
