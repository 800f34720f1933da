package io.noisystudent.registry.reconcile;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

import static java.util.Objects.requireNonNull;

/**
 * When the whole store has to be looked at for what other registries wrote: rarely while their events are heard, always
 * while they are not.
 */
public final class LookSchedule {
    private final Clock clock;
    private final Duration interval;
    private final Duration silence;
    private Instant lookedAt = Instant.EPOCH;
    private Instant heardAt = Instant.EPOCH;
    private Instant heardSince = Instant.EPOCH;

    /**
     * @param interval between two looks while events are heard
     * @param silence after which they are not heard any more
     */
    public LookSchedule(Clock clock, Duration interval, Duration silence) {
        this.clock = requireNonNull(clock, "clock is null");
        this.interval = requireNonNull(interval, "interval is null");
        this.silence = requireNonNull(silence, "silence is null");
    }

    /** Whether it is time for a look. What was written before events were heard takes one, too. */
    public synchronized boolean isDue() {
        Instant now = clock.instant();
        return !isWithin(silence, heardAt, now) || lookedAt.isBefore(heardSince) || !isWithin(interval, lookedAt, now);
    }

    /** Notes a look that succeeded, and when it began. */
    public synchronized void looked(Instant begun) {
        lookedAt = begun;
    }

    /** Notes that everything was followed that is announced now. */
    public synchronized void heard() {
        Instant now = clock.instant();
        if (!isWithin(silence, heardAt, now)) {
            heardSince = now;
        }
        heardAt = now;
    }

    /** Notes that an event may have been missed. */
    public synchronized void missed() {
        heardAt = Instant.EPOCH;
    }

    /** Also false if a clock was set back. */
    private static boolean isWithin(Duration limit, Instant since, Instant now) {
        return !now.isBefore(since) && Duration.between(since, now).compareTo(limit) < 0;
    }
}
