package io.noisystudent.contracts.config;

import java.util.List;

/** How the registry decides whether a candidate becomes the teacher. */
public record GateConfig(Mode mode, Split split, List<GateRule> rules) {
    public GateConfig {
        rules = List.copyOf(rules);
    }

    /** Who moves the alias once the rules have passed. */
    public enum Mode {
        AUTO,
        MANUAL
    }
}
