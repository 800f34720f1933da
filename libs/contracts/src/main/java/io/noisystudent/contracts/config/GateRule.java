package io.noisystudent.contracts.config;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonTypeName;

/** One condition that a candidate must meet to become the teacher. All configured rules must pass. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, include = JsonTypeInfo.As.EXISTING_PROPERTY, property = "rule")
@JsonSubTypes({
    @JsonSubTypes.Type(GateRule.NotWorse.class),
    @JsonSubTypes.Type(GateRule.Better.class),
    @JsonSubTypes.Type(GateRule.MinGain.class),
    @JsonSubTypes.Type(GateRule.MaxClassLoss.class),
    @JsonSubTypes.Type(GateRule.Calibration.class),
    @JsonSubTypes.Type(GateRule.RobustnessLoss.class),
    @JsonSubTypes.Type(GateRule.MinSamples.class)
})
@JsonPropertyOrder("rule")
public sealed interface GateRule {
    /** Name of the rule, {@code not-worse} for example. */
    @JsonProperty("rule")
    default String ruleName() {
        return getClass().getAnnotation(JsonTypeName.class).value();
    }

    /** Refuses what the one-sided exact McNemar test shows to be worse than the incumbent. */
    @JsonTypeName("not-worse")
    record NotWorse(double significance) implements GateRule {}

    /** Asks for a gain that the one-sided exact McNemar test confirms. */
    @JsonTypeName("better")
    record Better(double significance) implements GateRule {}

    /** Asks for at least this difference of accuracy, as a fraction. */
    @JsonTypeName("min-gain")
    record MinGain(double gain) implements GateRule {}

    /** Refuses when the recall of any class falls by more than this fraction. */
    @JsonTypeName("max-class-loss")
    record MaxClassLoss(double loss) implements GateRule {}

    /** Refuses when the expected calibration error exceeds this bound. */
    @JsonTypeName("calibration")
    record Calibration(double maxError) implements GateRule {}

    /**
     * Refuses when the accuracy under any of the conditions that were measured falls by more than this fraction, and
     * when none was measured.
     */
    @JsonTypeName("robustness-loss")
    record RobustnessLoss(double loss) implements GateRule {}

    /** Refuses to decide on fewer held-out samples than this. */
    @JsonTypeName("min-samples")
    record MinSamples(int samples) implements GateRule {}
}
