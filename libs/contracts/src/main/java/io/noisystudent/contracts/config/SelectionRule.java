package io.noisystudent.contracts.config;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonTypeName;
import java.util.List;

/** By what rule pseudo-labels are chosen, over all of a generation at once. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, include = JsonTypeInfo.As.EXISTING_PROPERTY, property = "rule")
@JsonSubTypes({
    @JsonSubTypes.Type(SelectionRule.MostConfident.class),
    @JsonSubTypes.Type(SelectionRule.Binned.class),
    @JsonSubTypes.Type(SelectionRule.UseAll.class),
    @JsonSubTypes.Type(SelectionRule.SoftMatch.class),
    @JsonSubTypes.Type(SelectionRule.FreeMatch.class),
    @JsonSubTypes.Type(SelectionRule.ConfidentLearning.class),
    @JsonSubTypes.Type(SelectionRule.ClassShares.class)
})
@JsonPropertyOrder("rule")
public sealed interface SelectionRule {
    /** Name of the rule, {@code most-confident} for example. */
    @JsonProperty("rule")
    default String ruleName() {
        return getClass().getAnnotation(JsonTypeName.class).value();
    }

    /** What holds in one generation, of which the first that has a teacher is 1. */
    default SelectionRule inGeneration(int generation) {
        return this;
    }

    /** The target's number of every class, the most confident ones, as the paper of Noisy Student describes it. */
    @JsonTypeName("most-confident")
    @Kind("chooses of each class the target's number, most confident first; scarce classes are repeated evenly")
    record MostConfident() implements SelectionRule {}

    /** A cut-off per class in steps of 0.01, then thinned or repeated at random, as the reference code has it. */
    @JsonTypeName("binned")
    @Kind("chooses as the paper's code: above a cut-off per class in steps of 0.01, then thinned or"
            + " repeated at random to the target's number on average")
    record Binned() implements SelectionRule {}

    /** Every one, once. */
    @JsonTypeName("use-all")
    @Kind("chooses all, once")
    record UseAll() implements SelectionRule {}

    /**
     * Every one, with a weight that falls with the distance of its confidence below the mean (SoftMatch).
     *
     * @param deviations the n of the paper: one standard deviation below the mean weighs {@code exp(-n^2 / 2)}, which is
     *     0.135 for 2
     */
    @JsonTypeName("soft-match")
    @Kind("chooses all, once, with a weight in the loss that falls as a Gaussian below the mean"
            + " confidence, evened out between the classes")
    record SoftMatch(
            @Key(
                    allowed = "(0, 100]",
                    defaultValue = "2",
                    doc = "one standard deviation below weighs 0.135, and less for more deviations")
            double deviations)
            implements SelectionRule {}

    /**
     * Those above a threshold per class, lower for classes that the teacher expects less (FreeMatch), then as
     * {@link MostConfident}.
     */
    @JsonTypeName("free-match")
    @Kind("chooses above a threshold per class, the mean confidence times the class's mean probability"
            + " over the largest class's; then as `most-confident`")
    record FreeMatch(
            @Key(allowed = "(0, 1]", defaultValue = "1", doc = "no threshold is higher")
            double maxThreshold) implements SelectionRule {}

    /**
     * Those at least as confident as the teacher is on average on held-out samples of that class (confident learning),
     * then as {@link MostConfident}.
     */
    @JsonTypeName("confident-learning")
    @Kind("chooses what is at least as confident as the teacher is on average on validation samples of"
            + " that class; then as `most-confident`")
    record ConfidentLearning() implements SelectionRule {}

    /**
     * Of every class the most confident ones, a share that grows from generation to generation, then as
     * {@link MostConfident}: curriculum labeling (Cascante-Bonilla et al., AAAI 2021), class by class.
     *
     * @param shares of the generations in their order; the last one repeats
     */
    @JsonTypeName("class-shares")
    @Kind("chooses of each class the generation's share of what the teacher gave it, most confident first; then as"
            + " `most-confident`; for few labels, with `labeling.min-confidence: 0`")
    record ClassShares(
            @Key(
                    allowed = "(0, 1]",
                    defaultValue = "[0.2, 0.5, 0.8]",
                    least = 1,
                    give = "a list of shares",
                    doc =
                            "of the generations in their order, of which the first that has a teacher is the first; the last"
                                    + " share repeats")
            List<Double> shares)
            implements SelectionRule {
        public ClassShares {
            shares = List.copyOf(shares);
        }

        @Override
        public SelectionRule inGeneration(int generation) {
            int place = Math.max(0, Math.min(shares.size(), generation) - 1);
            return new ClassShares(List.of(shares.get(place)));
        }
    }
}
