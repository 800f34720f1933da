package io.noisystudent.teacher.deadletter;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A record that could not be read, once, however often it was met: every generation reads the whole log again.
 *
 * @param letter the newest one
 * @param seen how many letters of it were found
 * @param replayedAs where it was sent again to; null if no note of that was found
 */
public record Sighting(
        DeadLetter letter,
        int seen,
        Instant firstSeen,
        Instant lastSeen,
        @Nullable String replayedAs) {}
