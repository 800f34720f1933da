package io.noisystudent.contracts.config;

import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;

/**
 * A weight: a number, or a map that says how it changes.
 *
 * @param change the keys of {@link Weight.Changing}
 */
record Weights(Interval interval, Fields change) implements Form {
    @Override
    public @Nullable Object read(Scalar given, Reading around, @Nullable Object fallback) {
        if (given.node() instanceof MappingNode) {
            Object read = change.read(given, around, fallback);
            requireLimit(read, given);
            return read;
        }
        OptionalDouble value = given.decimal();
        if (value.isPresent() && interval.contains(value.getAsDouble())) {
            return Weight.of(value.getAsDouble());
        }
        given.refuse(allowed());
        return fallback;
    }

    private void requireLimit(@Nullable Object read, Scalar given) {
        if (read instanceof Weight.Changing changing && changing.highest() > interval.high()) {
            given.problems()
                    .add(given.path() + ": " + changing.highest() + " is not allowed; give weights of at most "
                            + interval.high());
        }
    }

    @Override
    public Object write(Object value) {
        return value instanceof Weight.Constant constant ? constant.weight() : change.write(value);
    }

    @Override
    public Object placeholder() {
        return Weight.of(interval.high());
    }

    @Override
    public String allowed() {
        return "a number in " + interval.text() + ", or a map such as {from: 0.9, to: 0.1}";
    }
}
