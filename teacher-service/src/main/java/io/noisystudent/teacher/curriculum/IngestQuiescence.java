package io.noisystudent.teacher.curriculum;

import io.noisystudent.contracts.log.LogRange;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Distinguishes a log that is being fed from one that is complete: settled is what has not grown for a while.
 *
 * <p>A stream that never pauses would never settle; it counts as settled once it has been watched growing for
 * {@code atMost}, since it has no moment at which it is complete. Not persisted: after a restart the wait starts over.
 */
public final class IngestQuiescence {
    private final Duration quiet;
    private final Duration atMost;
    private @Nullable List<Long> ends;
    private Instant lastChange = Instant.EPOCH;
    private Instant growingSince = Instant.EPOCH;

    /** Settled after {@code quiet} without growth, or after {@code atMost} of growth. */
    public IngestQuiescence(Duration quiet, Duration atMost) {
        this.quiet = quiet;
        this.atMost = atMost;
    }

    /** Takes what the logs are like {@code now}, and says whether they are settled. */
    public boolean observe(List<LogRange> ranges, Instant now) {
        List<Long> seen = ranges.stream().map(LogRange::to).toList();
        if (ends == null || !ends.equals(seen)) {
            if (ends == null || isQuiet(now)) {
                growingSince = now;
            }
            lastChange = now;
            ends = seen;
        }
        return isQuiet(now) || !now.isBefore(growingSince.plus(atMost));
    }

    private boolean isQuiet(Instant now) {
        return !now.isBefore(lastChange.plus(quiet));
    }
}
