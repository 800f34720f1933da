package io.noisystudent.contracts.config;

import java.util.List;

/** How the registry decides whether a candidate becomes the teacher. */
public record GateConfig(
        @Key(
                defaultValue = "auto",
                doc = "who moves the alias `teacher` once the rules have passed: the registry, or a "
                        + "person; in `shadow` it never moves, and the verdict says what would have happened")
        Mode mode,

        @Key(allowed = "validation, test", defaultValue = "validation", doc = "split on which the rules look")
        Split split,

        @Key(
                defaultValue = "[{not-worse: 0.05}]",
                give = "a list of rules",
                each = "one rule, for example {not-worse: {significance: 0.05}}",
                doc = "what a candidate must meet, all of them; `[]` lets every student pass and needs no"
                        + " held-out labels")
        List<GateRule> rules) {
    public GateConfig {
        rules = List.copyOf(rules);
    }

    /** What happens once the rules have spoken. */
    public enum Mode {
        /** The registry moves the alias. */
        AUTO,
        /** A candidate that passed waits for a person. */
        MANUAL,
        /** Nothing: the verdict says what would have happened; only a person moves the alias. */
        SHADOW
    }
}
