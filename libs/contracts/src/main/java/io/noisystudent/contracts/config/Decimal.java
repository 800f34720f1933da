package io.noisystudent.contracts.config;

import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** A number. */
record Decimal(Interval interval) implements Form {
    @Override
    public @Nullable Object read(Scalar given, Reading around, @Nullable Object fallback) {
        OptionalDouble value = given.decimal();
        if (value.isPresent() && interval.contains(value.getAsDouble())) {
            return value.getAsDouble();
        }
        given.refuse(allowed());
        return fallback;
    }

    @Override
    public Object write(Object value) {
        return value;
    }

    @Override
    public Object placeholder() {
        return interval.low();
    }

    @Override
    public String allowed() {
        return "a number in " + interval.text();
    }
}
