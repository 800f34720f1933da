package io.noisystudent.contracts.event;

import java.util.List;

import static java.util.Objects.requireNonNull;

/**
 * Counts by predicted class and by confidence in {@link #BINS} equal bins of [0, 1], the last one closed.
 *
 * @param counts one list of {@link #BINS} counts per class
 */
public record ConfidenceHistogram(List<List<Long>> counts) {
    public static final int BINS = 20;

    public ConfidenceHistogram {
        requireNonNull(counts, "counts is null");
        counts = counts.stream().map(List::copyOf).toList();
        if (counts.stream().anyMatch(bins -> bins.size() != BINS)) {
            throw new IllegalArgumentException("every class needs " + BINS + " bins: " + counts);
        }
        long total = 0;
        for (long count : (Iterable<Long>) counts.stream().flatMap(List::stream)::iterator) {
            if (count < 0 || count > Long.MAX_VALUE - total) {
                throw new IllegalArgumentException("the counts are negative, or more than can be added: " + counts);
            }
            total += count;
        }
    }

    /** The bin of a confidence in [0, 1]. */
    public static int bin(double confidence) {
        return Math.min(BINS - 1, (int) (confidence * BINS));
    }

    public long total() {
        return counts.stream().flatMap(List::stream).mapToLong(Long::longValue).sum();
    }
}
