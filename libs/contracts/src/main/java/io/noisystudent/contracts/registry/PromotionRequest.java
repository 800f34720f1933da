package io.noisystudent.contracts.registry;

import java.util.List;

import static java.util.Objects.requireNonNull;

/**
 * Asks the gate to decide about a version.
 *
 * @param actor who asks
 * @param evidence ids of the evaluations that the gate weighs
 * @param override a person's decision: the alias moves whatever the rules say, and the slot says so
 */
public record PromotionRequest(String actor, String reason, List<String> evidence, boolean override) {
    public PromotionRequest {
        requireNonNull(actor, "actor is null");
        requireNonNull(reason, "reason is null");
        evidence = List.copyOf(evidence);
    }

    /** The same request with another actor. */
    public PromotionRequest by(String other) {
        return new PromotionRequest(other, reason, evidence, override);
    }
}
