package io.noisystudent.contracts.registry;

import org.jspecify.annotations.Nullable;

import static java.util.Objects.requireNonNull;

/**
 * Body of {@code POST /models/{m}/rollback}: the alias {@code teacher} goes back.
 *
 * @param toVersion one that was teacher before; null for the one that the current teacher replaced
 */
public record Rollback(@Nullable Integer toVersion, String actor, String reason) {
    public Rollback {
        requireNonNull(actor, "actor is null");
        requireNonNull(reason, "reason is null");
    }

    /** The same rollback with another actor. */
    public Rollback by(String other) {
        return new Rollback(toVersion, other, reason);
    }
}
