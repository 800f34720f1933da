package io.noisystudent.launcher.stack;

import io.noisystudent.contracts.retry.Backoff;
import java.time.Duration;

/**
 * How long to wait before a process is started again: not at all, then as {@code pauses} says. Starts over after a
 * process that ran for {@code healthy}. Not thread-safe.
 */
final class RestartPauses {
    private final Backoff pauses;
    private final Duration healthy;
    private int failures;

    RestartPauses(Backoff pauses, Duration healthy) {
        this.pauses = pauses;
        this.healthy = healthy;
    }

    /** For the processes of a local stack; tests that end some of them again and again begin with a shorter pause. */
    static RestartPauses usual() {
        Duration first = Duration.ofMillis(Long.getLong("noisystudent.restart.pause", 1000));
        return new RestartPauses(new Backoff(first, first.multipliedBy(30)), Duration.ofMinutes(1));
    }

    /** The wait after a process that ran for so long. */
    Duration after(Duration ran) {
        failures = ran.compareTo(healthy) >= 0 ? 1 : failures + 1;
        return failures == 1 ? Duration.ZERO : pauses.after(failures - 1);
    }
}
