package io.noisystudent.contracts.config;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A whole number.
 *
 * @param type of the component
 * @param only the numbers from low to high that are allowed; empty if all are
 */
record Whole(Class<?> type, long low, long high, List<Long> only, String allowed, Derived derived) implements Form {
    static Whole of(Class<?> type, Key key) {
        if (key.allowed().isEmpty()) {
            return new Whole(type, Long.MIN_VALUE, Long.MAX_VALUE, List.of(), "a whole number", key.derived());
        } else if (key.allowed().startsWith("[")) {
            Interval interval = Interval.of(key.allowed());
            long low = (long) interval.low();
            long high = (long) interval.high();
            return new Whole(type, low, high, List.of(), fromTo(low, high), key.derived());
        }
        List<Long> only =
                Arrays.stream(key.allowed().split(", ", -1)).map(Long::valueOf).toList();
        return new Whole(type, only.get(0), only.get(only.size() - 1), only, key.give(), key.derived());
    }

    @Override
    public @Nullable Object read(Scalar given, Reading around, @Nullable Object fallback) {
        OptionalLong most = derived.most(around);
        OptionalLong value = given.whole();
        if (value.isPresent() && isAllowed(value.getAsLong(), most.orElse(high))) {
            return ofType(value.getAsLong());
        }
        given.refuse(most.isPresent() ? fromTo(low, most.getAsLong()) : allowed);
        return fallback;
    }

    @Override
    public Object write(Object value) {
        return value;
    }

    @Override
    public Object placeholder() {
        return ofType(low);
    }

    private boolean isAllowed(long value, long most) {
        return value >= low && value <= most && (only.isEmpty() || only.contains(value));
    }

    private Object ofType(long value) {
        if (type == short.class) {
            return (short) value;
        } else if (type == int.class || type == Integer.class) {
            return (int) value;
        }
        return value;
    }

    private static String fromTo(long low, long high) {
        return "a whole number from " + low + " to " + high;
    }
}
