package io.noisystudent.launcher.stack;

import java.time.Duration;

/**
 * How long to wait before a process is started again: not at all, then for {@code first}, then twice as long each time,
 * at most for {@code longest}. Begins again after a process that ran for {@code healthy}. Not thread-safe.
 */
final class Backoff {
    private final Duration first;
    private final Duration longest;
    private final Duration healthy;
    private Duration next = Duration.ZERO;

    Backoff(Duration first, Duration longest, Duration healthy) {
        this.first = first;
        this.longest = longest;
        this.healthy = healthy;
    }

    /** For the processes of a local stack. */
    static Backoff usual() {
        return new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(30), Duration.ofMinutes(1));
    }

    /** The wait after a process that ran for so long. */
    Duration after(Duration ran) {
        Duration wait = ran.compareTo(healthy) >= 0 ? Duration.ZERO : next;
        Duration twice = wait.isZero() ? first : wait.multipliedBy(2);
        next = twice.compareTo(longest) > 0 ? longest : twice;
        return wait;
    }
}
