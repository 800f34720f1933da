package io.noisystudent.contracts.config;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A record as the keys of a section.
 *
 * @param keys in the order of the file, with those of inlined components
 */
record Declaration(Class<? extends Record> type, List<KeyDeclaration> keys, List<Part> parts) {

    /** A component: a key, or a record of keys that stand in the same section. */
    private sealed interface Part {
        @Nullable
        Object value(Function<KeyDeclaration, @Nullable Object> values);
    }

    private record One(KeyDeclaration key) implements Part {
        @Override
        public @Nullable Object value(Function<KeyDeclaration, @Nullable Object> values) {
            return values.apply(key);
        }
    }

    private record Inlined(Declaration declaration) implements Part {
        @Override
        public @Nullable Object value(Function<KeyDeclaration, @Nullable Object> values) {
            return declaration.make(values);
        }
    }

    /** What the annotations of {@code type}'s components say. */
    static Declaration of(Class<?> type) {
        return of(type.asSubclass(Record.class), List.of());
    }

    private static Declaration of(Class<? extends Record> type, List<RecordComponent> path) {
        List<KeyDeclaration> keys = new ArrayList<>();
        List<Part> parts = new ArrayList<>();
        for (RecordComponent component : type.getRecordComponents()) {
            List<RecordComponent> longer = new ArrayList<>(path);
            longer.add(component);
            Inline inline = component.getAnnotation(Inline.class);
            if (inline == null) {
                KeyDeclaration key = KeyDeclaration.of(longer);
                parts.add(new One(key));
                keys.addAll(place(keys, key.key().before()), List.of(key));
            } else {
                Declaration inlined = of(component.getType().asSubclass(Record.class), longer);
                parts.add(new Inlined(inlined));
                keys.addAll(place(keys, inline.before()), inlined.keys());
            }
        }
        return new Declaration(type, keys, parts);
    }

    private static int place(List<KeyDeclaration> keys, String before) {
        for (int i = 0; i < keys.size(); i++) {
            if (keys.get(i).name().equals(before)) {
                return i;
            }
        }
        if (!before.isEmpty()) {
            throw new IllegalStateException("no key of an earlier component is named " + before);
        }
        return keys.size();
    }

    /** The section for YAML. */
    Map<String, Object> write(Record section) {
        Map<String, Object> written = new LinkedHashMap<>();
        for (KeyDeclaration key : keys) {
            key.write(section).ifPresent(value -> written.put(key.name(), value));
        }
        keys.stream()
                .filter(key -> key.isSet(section))
                .forEach(key -> List.of(key.key().replaces()).forEach(written::remove));
        return written;
    }

    /** The record of these values of its keys. */
    Record make(Function<KeyDeclaration, @Nullable Object> values) {
        Object[] arguments = parts.stream().map(part -> part.value(values)).toArray();
        Class<?>[] types = Arrays.stream(type.getRecordComponents())
                .map(RecordComponent::getType)
                .toArray(Class<?>[]::new);
        try {
            return type.getDeclaredConstructor(types).newInstance(arguments);
        } catch (InvocationTargetException e) {
            throw new IllegalStateException("no " + type.getSimpleName() + " of what was read", e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("no constructor of " + type, e);
        }
    }
}
