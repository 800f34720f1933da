package io.noisystudent.labeler.stages;

/** Hears of every batch, for metrics. */
@FunctionalInterface
public interface StageListener {
    /**
     * A batch has been through the network.
     *
     * @param rows samples in it
     * @param capacity samples that would have fitted
     */
    void batchDone(int rows, int capacity);
}
