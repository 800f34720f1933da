package io.noisystudent.contracts.config;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/** One condition that a candidate must meet to become the teacher. All configured rules must pass. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "rule")
@JsonSubTypes({
    @JsonSubTypes.Type(value = GateRule.NotWorse.class, name = "not-worse"),
    @JsonSubTypes.Type(value = GateRule.Better.class, name = "better"),
    @JsonSubTypes.Type(value = GateRule.MinGain.class, name = "min-gain"),
    @JsonSubTypes.Type(value = GateRule.MaxClassLoss.class, name = "max-class-loss"),
    @JsonSubTypes.Type(value = GateRule.Calibration.class, name = "calibration"),
    @JsonSubTypes.Type(value = GateRule.MinSamples.class, name = "min-samples")
})
public sealed interface GateRule {
    /** Refuses what the one-sided exact McNemar test shows to be worse than the incumbent. */
    record NotWorse(double significance) implements GateRule {}

    /** Asks for a gain that the one-sided exact McNemar test confirms. */
    record Better(double significance) implements GateRule {}

    /** Asks for at least this difference of accuracy, as a fraction. */
    record MinGain(double gain) implements GateRule {}

    /** Refuses when the recall of any class falls by more than this fraction. */
    record MaxClassLoss(double loss) implements GateRule {}

    /** Refuses when the expected calibration error exceeds this bound. */
    record Calibration(double maxError) implements GateRule {}

    /** Refuses to decide on fewer held-out samples than this. */
    record MinSamples(int samples) implements GateRule {}
}
