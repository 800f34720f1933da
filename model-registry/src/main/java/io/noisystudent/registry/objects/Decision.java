package io.noisystudent.registry.objects;

import io.noisystudent.contracts.event.ModelRef;
import io.noisystudent.contracts.registry.AliasSlot;
import io.noisystudent.contracts.registry.Verdict;
import java.time.Instant;
import java.util.List;

import static java.util.Objects.requireNonNull;

/**
 * One decision about a version. Those of a version are numbered from 1 without gaps; each is made in the knowledge of
 * all before it, because its number is its create-only key.
 *
 * @param revision of the alias against which it was made; 0 if there was no teacher
 * @param rules what the gate said, with the figures; empty for a person's decision
 * @param nonce of the writer
 */
public record Decision(
        ModelRef model,
        int number,
        Outcome outcome,
        String alias,
        long revision,
        List<Verdict.RuleResult> rules,
        List<String> evidence,
        String actor,
        String reason,
        String nonce,
        Instant at) {
    public Decision {
        requireNonNull(model, "model is null");
        requireNonNull(outcome, "outcome is null");
        rules = List.copyOf(rules);
        evidence = List.copyOf(evidence);
    }

    /** Whether it keeps the version from being promoted by the gate. */
    public boolean rejects() {
        return outcome == Outcome.REJECTED;
    }

    /** Whether it is a pass or an approval, of which the slot may be to come. */
    public boolean passes() {
        return outcome == Outcome.PASSED || outcome == Outcome.APPROVED;
    }

    /** Whether the gate only looked on. */
    public boolean isShadow() {
        return outcome == Outcome.WOULD_PROMOTE || outcome == Outcome.WOULD_REJECT;
    }

    /** The kind of the slot that carries it out. */
    public AliasSlot.Kind slotKind() {
        return outcome == Outcome.APPROVED ? AliasSlot.Kind.OVERRIDE : AliasSlot.Kind.PROMOTION;
    }

    /** What was decided. */
    public enum Outcome {
        /** The rules passed; only the alias slot makes it a promotion. */
        PASSED,
        /** A person wants it promoted whatever the rules say. */
        APPROVED,
        /** The rules or a person refused it. */
        REJECTED,
        /** The rules passed while the gate only looked on. */
        WOULD_PROMOTE,
        /** The rules failed while the gate only looked on. */
        WOULD_REJECT
    }
}
