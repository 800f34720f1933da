package io.noisystudent.trainer.training;

import io.noisystudent.learning.torch.Compute;
import io.noisystudent.learning.torch.Kernels;
import io.noisystudent.learning.torch.Precision;
import io.noisystudent.learning.training.TrainingOptions;

/**
 * What of this machine a training may use.
 *
 * @param threads of libtorch; the last bits of the weights depend on it
 * @param loaders threads that decode and distort ahead of the steps
 * @param kernels whose code convolves and normalizes; the last bits of the weights depend on it
 */
public record ComputeResources(int threads, int loaders, Precision precision, Kernels kernels) {
    /** Where a training runs. */
    public Compute compute() {
        return Compute.cpu(threads, precision, kernels);
    }

    TrainingOptions options(long seed) {
        return new TrainingOptions(seed, compute(), loaders);
    }
}
