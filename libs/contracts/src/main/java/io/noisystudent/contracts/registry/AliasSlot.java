package io.noisystudent.contracts.registry;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One move of an alias: the value of one create-only slot. The slots of an alias are a hash chain.
 *
 * @param revision counts from 1 without gaps
 * @param previousSha256 of the previous slot's bytes; null in the first
 * @param actor who or what moved it
 * @param evidence ids of the evaluations that support it
 * @param rules what the gate said, with the figures; empty when a person moved the alias without it
 * @param nonce of the writer, by which it recognizes its own slot after a lost reply
 * @param kind by what right it moved; null in slots that were written before there were kinds
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
        Instant at,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Kind kind) {
    /** The alias of the model that labels. */
    public static final String TEACHER = "teacher";

    public AliasSlot {
        evidence = List.copyOf(evidence);
        rules = List.copyOf(rules);
    }

    /** Whether the alias points nowhere from here on. */
    @JsonIgnore
    public boolean isRemoval() {
        return kind == Kind.REMOVAL;
    }

    /** By what right an alias moved. */
    public enum Kind {
        /** The gate let the version pass. */
        PROMOTION,
        /** A person decided in place of the gate, who had the right to. */
        OVERRIDE,
        /** The gated alias went back to a version that it had pointed to. */
        ROLLBACK,
        /** The gate does not guard this alias. */
        ALIAS,
        /** The store was restored from an older copy: the alias points where it pointed, under a new number. */
        CONTINUATION,
        /** The alias was removed; the version is the one that it pointed to. */
        REMOVAL
    }
}
