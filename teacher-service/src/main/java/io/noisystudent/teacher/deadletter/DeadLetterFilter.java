package io.noisystudent.teacher.deadletter;

import io.noisystudent.contracts.error.ErrorCode;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which records are asked for; null asks for all.
 *
 * @param topic of the original
 * @param from when the record was last refused, inclusive
 * @param to exclusive
 */
public record DeadLetterFilter(
        @Nullable ErrorCode code,
        @Nullable String topic,
        @Nullable Instant from,
        @Nullable Instant to) {
    boolean accepts(Sighting sighting) {
        DeadLetter letter = sighting.letter();
        return (code == null || letter.code() == code)
                && (topic == null || letter.origin().topic().equals(topic))
                && (from == null || !letter.at().isBefore(from))
                && (to == null || letter.at().isBefore(to));
    }
}
