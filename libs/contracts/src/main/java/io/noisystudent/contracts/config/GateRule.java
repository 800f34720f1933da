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
    @Kind("refuses what the one-sided exact McNemar test shows to be worse than the teacher")
    record NotWorse(
            @Key(allowed = "(0, 1)", doc = "level of the test")
            double significance) implements GateRule {}

    /** Asks for a gain that the one-sided exact McNemar test confirms. */
    @JsonTypeName("better")
    @Kind("refuses what the one-sided exact McNemar test does not show to be better than the teacher")
    record Better(
            @Key(allowed = "(0, 1)", doc = "level of the test")
            double significance) implements GateRule {}

    /** Asks for at least this difference of accuracy, as a fraction. */
    @JsonTypeName("min-gain")
    @Kind(value = "refuses a smaller difference of accuracies", bare = true)
    record MinGain(
            @Key(allowed = "[0, 1]", doc = "as a fraction") double gain) implements GateRule {}

    /** Refuses when the recall of any class falls by more than this fraction. */
    @JsonTypeName("max-class-loss")
    @Kind(value = "refuses when the recall of any class falls by more", bare = true)
    record MaxClassLoss(
            @Key(allowed = "[0, 1]", doc = "as a fraction") double loss) implements GateRule {}

    /** Refuses when the expected calibration error exceeds this bound. */
    @JsonTypeName("calibration")
    @Kind(value = "refuses a larger expected calibration error", bare = true)
    record Calibration(
            @Key(allowed = "(0, 1]", doc = "as a fraction") double maxError) implements GateRule {}

    /**
     * Refuses when the accuracy under any of the conditions that were measured falls by more than this fraction, and
     * when none was measured.
     */
    @JsonTypeName("robustness-loss")
    @Kind(
            value = "refuses a larger loss of accuracy under the worst condition, and a candidate of which"
                    + " none was measured",
            bare = true)
    record RobustnessLoss(
            @Key(allowed = "[0, 1]", doc = "as a fraction") double loss) implements GateRule {}

    /** Refuses to decide on fewer held-out samples than this. */
    @JsonTypeName("min-samples")
    @Kind(value = "refuses to decide on fewer held-out samples", bare = true)
    record MinSamples(
            @Key(allowed = "[1, 1000000000]", doc = "held-out samples that were looked at")
            int samples) implements GateRule {}
}
