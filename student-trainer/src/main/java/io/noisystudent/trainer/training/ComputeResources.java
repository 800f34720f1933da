package io.noisystudent.trainer.training;

import io.noisystudent.learning.torch.Compute;
import io.noisystudent.learning.training.TrainingOptions;

/**
 * What of this machine a training may use.
 *
 * @param compute where it runs; the last bits of the weights depend on it
 * @param loaders threads that decode and distort ahead of the steps
 */
public record ComputeResources(Compute compute, int loaders) {
    TrainingOptions options(long seed) {
        return new TrainingOptions(seed, compute, loaders);
    }
}
