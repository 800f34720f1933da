package io.noisystudent.learning.training;

import io.noisystudent.learning.torch.Compute;
import io.noisystudent.learning.torch.Staging;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The batches of a phase where the device reads them: those of the loader themselves, or copies, of which the next is made
 * while the device computes with the last. Close it before the loader.
 */
final class DeviceBatches implements AutoCloseable {
    private final BatchLoader loader;
    private final Optional<Staging> staging;
    private @Nullable BatchTensors begun;
    private long nanosWaited;

    DeviceBatches(BatchLoader loader, Compute compute) {
        this.loader = loader;
        staging = compute.staging();
    }

    /** The batch of the next step, valid until the call after next at most, or until it is released. */
    BatchTensors next() {
        return staging.map(this::copied).orElseGet(this::taken);
    }

    /** What was given to the device is all that it takes of the last batch. */
    void release() {
        if (staging.isEmpty()) {
            loader.release();
        } else {
            staging.ifPresent(this::beginIfReady);
        }
    }

    private BatchTensors copied(Staging copies) {
        BatchTensors current = begun == null ? begin(copies) : begun;
        BatchTensors onDevice = current.with(copies.finish());
        loader.release();
        begun = null;
        beginIfReady(copies);
        return onDevice;
    }

    private void beginIfReady(Staging copies) {
        if (begun == null && loader.isNextReady()) {
            begun = begin(copies);
        }
    }

    private BatchTensors begin(Staging copies) {
        BatchTensors onHost = taken();
        copies.begin(onHost.tensors());
        return onHost;
    }

    private BatchTensors taken() {
        long asked = System.nanoTime();
        BatchTensors onHost = loader.next().tensors();
        nanosWaited += System.nanoTime() - asked;
        return onHost;
    }

    /** For how long the loader let this wait since the last call, without what the device took to copy. */
    long takeNanosWaited() {
        long waited = nanosWaited;
        nanosWaited = 0;
        return waited;
    }

    @Override
    public void close() {
        staging.ifPresent(Staging::close);
    }
}
