package io.noisystudent.trainer.training;

import io.noisystudent.learning.torch.Compute;
import io.noisystudent.learning.training.TrainingOptions;

/**
 * What of this machine a training may use.
 *
 * @param compute where it runs; the last bits of the weights depend on it
 * @param loaders threads that distort ahead of the steps
 */
public record ComputeResources(Compute compute, int loaders) {
    /** Threads that decode before the first step, while no network is computed: all that there are. */
    int decoders() {
        return Math.max(loaders, compute.threads());
    }

    TrainingOptions options(long seed) {
        return new TrainingOptions(seed, compute, loaders);
    }
}
