package io.noisystudent.registry.maintenance;

import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.registry.objects.RegistryKeys;
import io.noisystudent.storage.ObjectStore;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import static java.util.Objects.requireNonNull;

/**
 * Finds out whether the store takes writes, by replacing one small object from time to time.
 *
 * <p>A store that has lost too many of its drives is still read while it takes no write. A conditional create of a key
 * that is taken would not tell: a store may refuse it before it looks at its drives.
 */
public final class WriteProbe {
    private static final Logger LOG = LoggerFactory.getLogger(WriteProbe.class);
    private static final byte[] CONTENT =
            "Replaced now and then, to see that this store takes writes.\n".getBytes(StandardCharsets.UTF_8);
    /** A write that has no answer yet after so many intervals counts as one that failed. */
    private static final int MISSED = 3;

    private final ObjectStore store;
    private final Clock clock;
    private final Duration interval;
    private State logged = State.UNKNOWN;
    private volatile Instant succeededAt = Instant.EPOCH;
    private volatile String failure = "no write was tried yet";

    /** What the log says of the store. */
    private enum State {
        UNKNOWN,
        TAKES_WRITES,
        TAKES_NONE
    }

    /** @param interval the time between a write that succeeds and the next one */
    public WriteProbe(ObjectStore store, Clock clock, Duration interval) {
        this.store = requireNonNull(store, "store is null");
        this.clock = requireNonNull(clock, "clock is null");
        this.interval = requireNonNull(interval, "interval is null");
    }

    /** Writes if the last success is older than the interval. For one thread at a time. */
    public void tryIfDue() {
        if (age().compareTo(interval) < 0) {
            return;
        }
        try {
            store.replace(RegistryKeys.WRITE_PROBE, CONTENT);
            succeeded();
        } catch (NoisyStudentException e) {
            failure = e.describe();
            if (logged != State.TAKES_NONE) {
                logged = State.TAKES_NONE;
                LOG.warn("the store takes no writes, reads go on {}", e.describe());
            }
        }
    }

    /** Whether the last write succeeded, not long ago. */
    public boolean succeeds() {
        return failure.isEmpty() && age().compareTo(interval.multipliedBy(MISSED)) < 0;
    }

    /** Time since the last write that succeeded. */
    public Duration age() {
        return Duration.between(succeededAt, clock.instant());
    }

    /** Why the last write failed; empty if it did not. */
    public String failure() {
        return failure;
    }

    private void succeeded() {
        succeededAt = clock.instant();
        failure = "";
        if (logged != State.TAKES_WRITES) {
            logged = State.TAKES_WRITES;
            LOG.info("the store takes writes");
        }
    }
}
