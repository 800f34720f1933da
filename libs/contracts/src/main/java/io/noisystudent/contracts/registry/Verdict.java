package io.noisystudent.contracts.registry;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.noisystudent.contracts.event.ModelRef;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the gate says of a candidate.
 *
 * @param revision of the alias slot that promoted it; null unless promoted
 */
public record Verdict(
        ModelRef model,
        Outcome outcome,
        List<RuleResult> rules,
        @Nullable Long revision) {
    public Verdict {
        rules = List.copyOf(rules);
    }

    /** What comes of it. */
    public enum Outcome {
        PROMOTED,
        REJECTED,
        /** The rules passed and a person has to decide. */
        PENDING,
        /** The rules passed, and the gate only looks on. */
        WOULD_PROMOTE,
        /** The rules failed, and the gate only looks on. */
        WOULD_REJECT
    }

    /**
     * One rule, whether it passed, and why, with the figures.
     *
     * @param against number of the version with which the rule compared the candidate; null of a rule that compares with
     *     none, of one that found nothing to compare with, and in verdicts of earlier registries
     */
    public record RuleResult(
            String rule,
            boolean passed,
            String explanation,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            Integer against) {
        /** The result of a rule that compared with no version. */
        public RuleResult(String rule, boolean passed, String explanation) {
            this(rule, passed, explanation, null);
        }
    }

    /** The explanations of the rules that failed, or of all when none did. */
    public String summary() {
        if (rules.isEmpty()) {
            return "the gate has no rules";
        }
        List<RuleResult> failed = rules.stream().filter(rule -> !rule.passed()).toList();
        return String.join(
                "; ",
                (failed.isEmpty() ? rules : failed)
                        .stream().map(RuleResult::explanation).toList());
    }
}
