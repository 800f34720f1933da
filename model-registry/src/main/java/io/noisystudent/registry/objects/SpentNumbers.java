package io.noisystudent.registry.objects;

import java.time.Instant;
import java.util.Map;

import static java.util.Objects.requireNonNull;

/**
 * Numbers of a model that the log has seen and a restored store does not have: they are never given again.
 *
 * @param number of this object, from 1 without gaps
 * @param after the highest version that the store had then
 * @param version the highest version that is spent
 * @param revisions the highest revision that is spent, by alias
 * @param nonce of the writer
 */
public record SpentNumbers(
        String model,
        int number,
        int after,
        int version,
        Map<String, Long> revisions,
        String actor,
        String reason,
        String nonce,
        Instant at) {
    public SpentNumbers {
        requireNonNull(model, "model is null");
        revisions = Map.copyOf(revisions);
    }

    /** The highest revision of an alias that is spent; 0 if none is. */
    public long revision(String alias) {
        return revisions.getOrDefault(alias, 0L);
    }
}
