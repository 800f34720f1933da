package io.noisystudent.contracts.registry;

import static java.util.Objects.requireNonNull;

/** Body of {@code POST /models/{m}/versions/{v}/reject}: a person refuses a version that waits for a decision. */
public record Rejection(String actor, String reason) {
    public Rejection {
        requireNonNull(actor, "actor is null");
        requireNonNull(reason, "reason is null");
    }

    /** The same rejection with another actor. */
    public Rejection by(String other) {
        return new Rejection(other, reason);
    }
}
