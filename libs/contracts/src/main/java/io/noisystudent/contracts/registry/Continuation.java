package io.noisystudent.contracts.registry;

import static java.util.Objects.requireNonNull;

/** Body of {@code POST /maintenance/continue}: a person lets the numbers of a restored store go on after the log's. */
public record Continuation(String actor, String reason) {
    public Continuation {
        requireNonNull(actor, "actor is null");
        requireNonNull(reason, "reason is null");
    }

    /** The same request with another actor. */
    public Continuation by(String other) {
        return new Continuation(other, reason);
    }
}
