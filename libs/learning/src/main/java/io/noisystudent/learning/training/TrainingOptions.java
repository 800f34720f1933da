package io.noisystudent.learning.training;

import io.noisystudent.learning.module.Trained;
import io.noisystudent.learning.torch.Compute;
import io.noisystudent.learning.torch.Kernels;
import io.noisystudent.learning.torch.Precision;

/**
 * How a training uses the machine, and its seed. Equal options, data, recipe and graph give equal weights, bit for bit.
 *
 * @param seed of data order, augmentation and noise; the initial weights are in the graph
 * @param compute where it runs, never on more threads than there are free cores; its precision is fixed, or chosen by a
 *     probe
 * @param loaderThreads that prepare batches ahead of the steps; the result does not depend on them
 * @param trained what the steps may change
 */
public record TrainingOptions(long seed, Compute compute, int loaderThreads, Trained trained) {
    public TrainingOptions {
        if (compute.threads() < 1 || loaderThreads < 1) {
            throw new IllegalArgumentException(
                    "threads is " + compute.threads() + ", loaderThreads is " + loaderThreads + "; each is at least 1");
        }
    }

    /** All weights. */
    public TrainingOptions(long seed, Compute compute, int loaderThreads) {
        this(seed, compute, loaderThreads, Trained.ALL);
    }

    /** The same, changing the last normalization and what comes after it alone. */
    public TrainingOptions classifierAlone() {
        return new TrainingOptions(seed, compute, loaderThreads, Trained.CLASSIFIER);
    }

    /** On the processor. */
    public TrainingOptions(long seed, int threads, int loaderThreads, Precision precision) {
        this(seed, Compute.cpu(threads, precision, Kernels.AUTO), loaderThreads);
    }

    /** All cores, one loader, float32. */
    public static TrainingOptions of(long seed) {
        return new TrainingOptions(seed, Compute.cpu(), 1);
    }
}
