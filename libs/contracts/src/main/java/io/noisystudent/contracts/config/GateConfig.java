package io.noisystudent.contracts.config;

import java.util.List;

/** How the registry decides whether a candidate becomes the teacher. */
public record GateConfig(Mode mode, Split split, List<GateRule> rules) {
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
