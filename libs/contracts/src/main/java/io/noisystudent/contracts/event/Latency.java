package io.noisystudent.contracts.event;

import static java.util.Objects.requireNonNull;

/**
 * How long a labeler's device takes for a full batch of a version, from pixels in memory to probabilities in memory: the
 * median over several runs after a warm-up, with nothing else of the task under way.
 *
 * @param batchMillis milliseconds for the batch
 * @param batchSize images of the batch: as many as the labeler serves at once
 * @param runs that were timed
 * @param execution what computed
 */
public record Latency(double batchMillis, int batchSize, int runs, Execution execution) {
    public Latency {
        requireNonNull(execution, "execution is null");
        if (!(batchMillis >= 0 && batchMillis <= Double.MAX_VALUE) || batchSize < 1 || runs < 1) {
            throw new IllegalArgumentException("a latency of " + batchMillis + " ms for " + batchSize + " images in "
                    + runs + " runs cannot be measured");
        }
    }

    /** Milliseconds for an image of the batch. */
    public double millisPerImage() {
        return batchMillis / batchSize;
    }
}
