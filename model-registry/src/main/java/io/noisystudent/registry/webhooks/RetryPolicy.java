package io.noisystudent.registry.webhooks;

import io.noisystudent.contracts.retry.Backoff;
import java.time.Duration;

/**
 * When a delivery that failed is tried again: after {@code first}, then after twice as long each time, at most after
 * {@code longest}.
 *
 * @param attempts how many are made in all
 * @param timeout of one attempt, connecting and answering together
 */
public record RetryPolicy(int attempts, Duration first, Duration longest, Duration timeout) {
    public RetryPolicy {
        if (attempts < 1 || first.isNegative() || longest.compareTo(first) < 0 || timeout.toMillis() < 1) {
            throw new IllegalArgumentException("attempts must be at least 1, first-retry not longer than longest-retry,"
                    + " and timeout positive");
        }
    }

    /** The wait after this many failures. */
    Duration after(int failures) {
        return new Backoff(first, longest).after(failures);
    }

    /** After so long without a result, the registry that began an attempt counts as dead. */
    Duration lease() {
        return timeout.multipliedBy(3);
    }
}
