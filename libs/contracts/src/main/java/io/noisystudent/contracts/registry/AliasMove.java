package io.noisystudent.contracts.registry;

import java.util.List;

import static java.util.Objects.requireNonNull;

/**
 * Body of {@code PUT /models/{m}/aliases/{alias}}: a person or a tool points an alias to a version. The revision that
 * the move replaces is in {@code If-Match}; {@code "0"} creates the alias.
 */
public record AliasMove(int version, String actor, String reason, List<String> evidence) {
    public AliasMove {
        requireNonNull(actor, "actor is null");
        requireNonNull(reason, "reason is null");
        evidence = List.copyOf(evidence);
    }

    /** The same move with another actor. */
    public AliasMove by(String other) {
        return new AliasMove(version, other, reason, evidence);
    }
}
