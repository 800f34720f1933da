package io.noisystudent.trainer.training;

import io.noisystudent.learning.training.Precision;
import io.noisystudent.learning.training.TrainingOptions;

/**
 * What of this machine a training may use.
 *
 * @param threads of libtorch; the last bits of the weights depend on it
 * @param loaders threads that decode and distort ahead of the steps
 */
public record ComputeResources(int threads, int loaders, Precision precision) {
    TrainingOptions options(long seed) {
        return new TrainingOptions(seed, threads, loaders, precision);
    }
}
