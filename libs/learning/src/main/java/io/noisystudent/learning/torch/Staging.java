package io.noisystudent.learning.torch;

import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * Brings batches to a device while it computes: one is used while the next is copied into the memory of the one before.
 * For one thread; close it.
 */
public interface Staging extends AutoCloseable {
    /**
     * Begins to copy, as soon as the device has done what was given to it before the last {@link #finish}. The memory of
     * the host must stay as it is until {@code finish} returns.
     *
     * @param onHost of the same types and shapes every time
     */
    void begin(List<Tensor> onHost);

    /** Waits for the copies that were begun, which are valid until the call after next; it owns them. */
    List<Tensor> finish();

    @Override
    void close();
}
