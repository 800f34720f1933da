package io.noisystudent.contracts.config;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One of a few words, each of which is a constant of an enum, or true or false.
 *
 * @param absence words for the absence of a value, which is read elsewhere
 */
record Words(Map<String, Object> values, List<String> absence) implements Form {
    static Words ofEnum(Class<?> type, Key key) {
        String allowed = key.allowed();
        List<String> names = names(allowed);
        Map<String, Object> values = new LinkedHashMap<>();
        for (Object constant : type.getEnumConstants()) {
            String name = ((Enum<?>) constant).name().toLowerCase(Locale.ROOT).replace('_', '-');
            if (allowed.isEmpty() || names.contains(name)) {
                values.put(name, constant);
            }
        }
        return new Words(values, List.of(key.or()));
    }

    static Words ofFlag(String allowed) {
        List<String> names = names(allowed);
        Map<String, Object> values = new LinkedHashMap<>();
        values.put(names.get(0), true);
        values.put(names.get(1), false);
        return new Words(values, List.of());
    }

    @Override
    public @Nullable Object read(Scalar given, Reading around, @Nullable Object fallback) {
        for (Map.Entry<String, Object> word : values.entrySet()) {
            if (given.isOneOf(word.getKey())) {
                return word.getValue();
            }
        }
        given.refuse(allowed());
        return fallback;
    }

    @Override
    public Object write(Object value) {
        return values.entrySet().stream()
                .filter(word -> word.getValue().equals(value))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow();
    }

    @Override
    public Object placeholder() {
        return values.values().iterator().next();
    }

    @Override
    public String allowed() {
        return Stream.concat(values.keySet().stream(), absence.stream()).collect(Collectors.joining(" or "));
    }

    private static List<String> names(String allowed) {
        return Arrays.asList(allowed.split(", ", -1));
    }
}
