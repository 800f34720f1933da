package io.noisystudent.contracts.retry;

import java.time.Duration;

/**
 * How long to wait before what failed is tried again: {@code first}, then twice as long after each further failure, at
 * most {@code longest}.
 */
public record Backoff(Duration first, Duration longest) {
    private static final int MOST_DOUBLINGS = 30;

    public Backoff {
        if (first.isNegative() || longest.compareTo(first) < 0) {
            throw new IllegalArgumentException("the first wait is " + first + " and the longest " + longest
                    + "; the first must not be negative, nor longer than the longest");
        }
    }

    /** The wait after so many failures in a row, 1 or more. */
    public Duration after(int failures) {
        Duration doubled = first.multipliedBy(1L << Math.min(Math.max(failures - 1, 0), MOST_DOUBLINGS));
        return doubled.compareTo(longest) > 0 ? longest : doubled;
    }
}
