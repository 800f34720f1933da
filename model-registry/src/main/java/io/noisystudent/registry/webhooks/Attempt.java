package io.noisystudent.registry.webhooks;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One object of the log: an attempt began, or ended.
 *
 * @param number counts from 1 for each notice and webhook
 * @param status of the answer; null before it, or without one
 * @param detail why it failed; null otherwise
 * @param nonce of the writer
 */
public record Attempt(
        String webhook,
        String id,
        int number,
        Phase phase,
        Instant at,
        @Nullable Integer status,
        @Nullable String detail,
        String nonce) {

    /** What the object says. */
    public enum Phase {
        /** A registry sends; created before, so that only one does. */
        BEGUN,
        /** The receiver answered with 2xx. */
        DELIVERED,
        /** It did not. */
        FAILED
    }
}
