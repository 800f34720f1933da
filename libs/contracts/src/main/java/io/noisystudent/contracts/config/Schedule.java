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
    record Cosine() implements Schedule {}

    /**
     * By a factor at a few places.
     *
     * @param at shares of all steps; none is a constant rate
     */
    @JsonTypeName("step")
    record Step(List<Double> at, double factor) implements Schedule {
        /** After 150, 180 and 210 of 240 epochs, as the CIFAR networks of knowledge distillation are trained. */
        public static final Step DEFAULT = new Step(List.of(0.625, 0.75, 0.875), 0.1);

        public Step {
            at = List.copyOf(at);
        }
    }

    /**
     * By a factor at equal distances, counted from the first step and not from the end of the warm-up.
     *
     * @param every distance as a share of all steps
     */
    @JsonTypeName("staircase")
    record Staircase(double every, double factor) implements Schedule {
        /** By 3 % every 2.4 of 350 epochs, as in Noisy Student. */
        public static final Staircase DEFAULT = new Staircase(2.4 / 350, 0.97);
    }
}
