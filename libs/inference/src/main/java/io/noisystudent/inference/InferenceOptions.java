package io.noisystudent.inference;

import static java.util.Objects.requireNonNull;

/**
 * How a classifier uses the machine.
 *
 * @param device where it runs
 * @param threads threads of one run on the CPU, the caller's included
 * @param maxBatch most images in one run; on a CPU 16 to 64 is fastest
 */
public record InferenceOptions(Device device, int threads, int maxBatch) {
    private static final int BATCH = 32;

    public InferenceOptions {
        requireNonNull(device, "device is null");
        if (threads < 1 || maxBatch < 1) {
            throw new IllegalArgumentException(
                    "threads are " + threads + " and the batch is " + maxBatch + "; both are 1 or more");
        }
    }

    /** Any device, all cores, batches of 32, polite to its neighbors. */
    public static InferenceOptions defaults() {
        return new InferenceOptions(Device.AUTO, Runtime.getRuntime().availableProcessors(), BATCH);
    }

    public InferenceOptions withDevice(Device other) {
        return new InferenceOptions(other, threads, maxBatch);
    }

    public InferenceOptions withThreads(int other) {
        return new InferenceOptions(device, other, maxBatch);
    }

    public InferenceOptions withMaxBatch(int other) {
        return new InferenceOptions(device, threads, other);
    }
}
