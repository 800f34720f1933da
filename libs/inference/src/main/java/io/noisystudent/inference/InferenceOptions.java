package io.noisystudent.inference;

import static java.util.Objects.requireNonNull;

/**
 * How a classifier uses the machine.
 *
 * @param device where it runs
 * @param threads threads of one run on the CPU, the caller's included
 * @param maxBatch most images in one run; on a CPU 16 to 64 is fastest
 * @param cuda counts where {@code device} comes to CUDA
 */
public record InferenceOptions(Device device, int threads, int maxBatch, CudaOptions cuda) {
    private static final int BATCH = 32;

    public InferenceOptions {
        requireNonNull(device, "device is null");
        requireNonNull(cuda, "cuda is null");
        if (threads < 1 || maxBatch < 1) {
            throw new IllegalArgumentException(
                    "threads are " + threads + " and the batch is " + maxBatch + "; both are 1 or more");
        }
    }

    /** With the defaults of CUDA. */
    public InferenceOptions(Device device, int threads, int maxBatch) {
        this(device, threads, maxBatch, CudaOptions.DEFAULT);
    }

    /** Any device, all cores, batches of 32, polite to its neighbors. */
    public static InferenceOptions defaults() {
        return new InferenceOptions(Device.AUTO, Runtime.getRuntime().availableProcessors(), BATCH);
    }

    public InferenceOptions withDevice(Device other) {
        return new InferenceOptions(other, threads, maxBatch, cuda);
    }

    public InferenceOptions withThreads(int other) {
        return new InferenceOptions(device, other, maxBatch, cuda);
    }

    public InferenceOptions withMaxBatch(int other) {
        return new InferenceOptions(device, threads, other, cuda);
    }

    public InferenceOptions withCuda(CudaOptions other) {
        return new InferenceOptions(device, threads, maxBatch, other);
    }
}
