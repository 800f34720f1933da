package io.noisystudent.contracts.config;

import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

import static java.util.Objects.requireNonNull;

/** The weight of a term in the loss, in every step of a training. In JSON a number, or an object where it changes. */
@JsonDeserialize(using = Weight.Reader.class)
public sealed interface Weight {
    /**
     * The weight in a step.
     *
     * @param share of the training at which the step is: 0 in the first one, 1 in the last one
     */
    double at(double share);

    /** Where it begins to change; 0 if it never does. */
    double start();

    /** Where it has changed; 1 if it never does. */
    double end();

    /** The same weight in every step. */
    static Weight of(double weight) {
        return new Constant(weight);
    }

    /** The same in every step. */
    record Constant(double weight) implements Weight {
        @Override
        @JsonValue
        public double weight() {
            return weight;
        }

        @Override
        public double at(double share) {
            return weight;
        }

        @Override
        public double start() {
            return 0;
        }

        @Override
        public double end() {
            return 1;
        }
    }

    /**
     * Along a line from one weight to another, from one share of the steps to another.
     *
     * @param to null means {@code from}
     * @param before null means {@code from}
     * @param after null means {@code to}
     */
    @JsonDeserialize // not by the reader of both
    record Changing(
            @Key(allowed = "[0, 100000]", doc = "weight at `start`")
            double from,

            @Key(
                    allowed = "[0, 100000]",
                    or = "auto",
                    defaultValue = "auto",
                    doc = "weight at `end`; in between it lies on a line; `auto` is `from`")
            @Nullable
            Double to,

            @Key(allowed = "[0, 1]", defaultValue = "0", doc = "share of all steps at which the line begins")
            double start,

            @Key(
                    allowed = "[0, 1]",
                    defaultValue = "1",
                    doc = "share of all steps at which the line ends; where it begins there, the weight jumps")
            double end,

            @Key(
                    allowed = "[0, 100000]",
                    or = "auto",
                    defaultValue = "auto",
                    doc = "weight in the steps before `start`; `auto` is `from`")
            @Nullable
            Double before,

            @Key(
                    allowed = "[0, 100000]",
                    or = "auto",
                    defaultValue = "auto",
                    doc = "weight in the steps from `end` on; `auto` is `to`")
            @Nullable
            Double after)
            implements Weight {
        public Changing {
            to = to == null ? Double.valueOf(from) : to;
            before = before == null ? Double.valueOf(from) : before;
            after = after == null ? to : after;
        }

        @Override
        public double at(double share) {
            if (share < start) {
                return before();
            } else if (share >= end && end < 1) {
                return after();
            }
            // Of the last step exactly `to`: a product that is divided again would leave a trace of a weight that ends
            // at 0.
            return start == end ? to() : from + (to() - from) * ((share - start) / (end - start));
        }

        /** The largest of its four. */
        double highest() {
            return Math.max(Math.max(from, to()), Math.max(before(), after()));
        }

        /** Never null. */
        @Override
        public Double to() {
            return requireNonNull(to, "to");
        }

        /** Never null. */
        @Override
        public Double before() {
            return requireNonNull(before, "before");
        }

        /** Never null. */
        @Override
        public Double after() {
            return requireNonNull(after, "after");
        }
    }

    /** Takes both forms. */
    final class Reader extends JsonDeserializer<Weight> {
        @Override
        public Weight deserialize(JsonParser json, DeserializationContext context) throws IOException {
            return json.currentToken().isNumeric()
                    ? of(context.readValue(json, double.class))
                    : context.readValue(json, Changing.class);
        }
    }
}
