package io.noisystudent.contracts.config;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonTypeName;
import java.util.List;

/**
 * How the learning rate falls after the warm-up. Lengths are shares of all steps, so that a longer training is the same
 * one, stretched.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, include = JsonTypeInfo.As.EXISTING_PROPERTY, property = "schedule")
@JsonSubTypes({
    @JsonSubTypes.Type(Schedule.Cosine.class),
    @JsonSubTypes.Type(Schedule.Step.class),
    @JsonSubTypes.Type(Schedule.Staircase.class)
})
@JsonPropertyOrder("schedule")
public sealed interface Schedule {
    /** Name of the schedule, {@code cosine} for example. */
    @JsonProperty("schedule")
    default String scheduleName() {
        return getClass().getAnnotation(JsonTypeName.class).value();
    }

    /** Along half a cosine to 0. */
    @JsonTypeName("cosine")
    @Kind("along half a cosine to 0")
    record Cosine() implements Schedule {}

    /**
     * By a factor at a few places; by default after 150, 180 and 210 of 240 epochs, as the CIFAR networks of knowledge
     * distillation are trained.
     */
    @JsonTypeName("step")
    @Kind("by a factor at a few places")
    record Step(
            @Key(
                    allowed = "(0, 1)",
                    defaultValue = "[0.625, 0.75, 0.875]",
                    give = "a list of shares of all steps",
                    doc = "places, as shares of all steps; `[]` keeps the rate")
            List<Double> at,

            @Key(allowed = "(0, 1]", defaultValue = "0.1", doc = "multiplies the rate at each place")
            double factor)
            implements Schedule {
        public Step {
            at = List.copyOf(at);
        }
    }

    /** By a factor at equal distances; by default by 3 % every 2.4 of 350 epochs, as in Noisy Student. */
    @JsonTypeName("staircase")
    @Kind("by a factor at equal distances, counted from the first step and not from the end of the warm-up")
    record Staircase(
            @Key(
                    allowed = "(0, 1]",
                    defaultValue = "0.006857142857142857",
                    doc = "distance as a share of all steps, 2.4 of 350 epochs in the paper")
            double every,

            @Key(allowed = "(0, 1]", defaultValue = "0.97", doc = "multiplies the rate at every such distance")
            double factor)
            implements Schedule {}
}
