package io.noisystudent.contracts.config;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonTypeName;

/** By what rule pseudo-labels are chosen, over all of a generation at once. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, include = JsonTypeInfo.As.EXISTING_PROPERTY, property = "rule")
@JsonSubTypes({
    @JsonSubTypes.Type(SelectionRule.MostConfident.class),
    @JsonSubTypes.Type(SelectionRule.Binned.class),
    @JsonSubTypes.Type(SelectionRule.UseAll.class),
    @JsonSubTypes.Type(SelectionRule.SoftMatch.class),
    @JsonSubTypes.Type(SelectionRule.FreeMatch.class),
    @JsonSubTypes.Type(SelectionRule.ConfidentLearning.class)
})
@JsonPropertyOrder("rule")
public sealed interface SelectionRule {
    /** Name of the rule, {@code most-confident} for example. */
    @JsonProperty("rule")
    default String ruleName() {
        return getClass().getAnnotation(JsonTypeName.class).value();
    }

    /** The target's number of every class, the most confident ones, as the paper of Noisy Student describes it. */
    @JsonTypeName("most-confident")
    record MostConfident() implements SelectionRule {}

    /** A cut-off per class in steps of 0.01, then thinned or repeated at random, as the reference code has it. */
    @JsonTypeName("binned")
    record Binned() implements SelectionRule {}

    /** Every one, once. */
    @JsonTypeName("use-all")
    record UseAll() implements SelectionRule {}

    /**
     * Every one, with a weight that falls with the distance of its confidence below the mean (SoftMatch).
     *
     * @param deviations the n of the paper: one standard deviation below the mean weighs {@code exp(-n^2 / 2)}, which is
     *     0.135 for 2
     */
    @JsonTypeName("soft-match")
    record SoftMatch(double deviations) implements SelectionRule {
        public static final SoftMatch DEFAULT = new SoftMatch(2);
    }

    /**
     * Those above a threshold per class, lower for classes that the teacher expects less (FreeMatch), then as
     * {@link MostConfident}.
     *
     * @param maxThreshold no threshold is higher
     */
    @JsonTypeName("free-match")
    record FreeMatch(double maxThreshold) implements SelectionRule {
        public static final FreeMatch DEFAULT = new FreeMatch(1);
    }

    /**
     * Those at least as confident as the teacher is on average on held-out samples of that class (confident learning),
     * then as {@link MostConfident}.
     */
    @JsonTypeName("confident-learning")
    record ConfidentLearning() implements SelectionRule {}
}
