package io.noisystudent.learning.training;

/**
 * How a training uses the machine, and its seed. Equal options, data, recipe and graph give equal weights, bit for bit.
 *
 * @param seed of data order, augmentation and noise; the initial weights are in the graph
 * @param threads of libtorch; never more than there are free cores
 * @param loaderThreads that prepare batches ahead of the steps; the result does not depend on them
 * @param precision fixed, or chosen by a probe
 */
public record TrainingOptions(long seed, int threads, int loaderThreads, Precision precision) {
    public TrainingOptions {
        if (threads < 1 || loaderThreads < 1) {
            throw new IllegalArgumentException(
                    "threads is " + threads + ", loaderThreads is " + loaderThreads + "; each is at least 1");
        }
    }

    /** All cores, one loader, float32. */
    public static TrainingOptions of(long seed) {
        return new TrainingOptions(seed, Runtime.getRuntime().availableProcessors(), 1, Precision.FP32);
    }
}
