package io.noisystudent.contracts.registry;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One move of an alias: the value of one create-only slot. The slots of an alias are a hash chain.
 *
 * @param revision counts from 1 without gaps
 * @param previousSha256 of the previous slot's bytes; null in the first
 * @param actor who or what moved it
 * @param evidence ids of the evaluations that speak for it
 * @param rules what the gate said, with the figures; empty when a person moved the alias without it
 * @param nonce of the writer, by which it recognises its own slot after a lost reply
 */
public record AliasSlot(
        String model,
        String alias,
        long revision,
        int version,
        @Nullable String previousSha256,
        String actor,
        String reason,
        List<String> evidence,
        List<Verdict.RuleResult> rules,
        String nonce,
        Instant at) {
    public AliasSlot {
        evidence = List.copyOf(evidence);
        rules = List.copyOf(rules);
    }
}
