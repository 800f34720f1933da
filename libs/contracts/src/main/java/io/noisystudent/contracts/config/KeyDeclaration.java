package io.noisystudent.contracts.config;

import java.lang.reflect.Array;
import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a record component says of its key.
 *
 * @param path the components that lead from the section's record to the value: more than one where a record is inlined
 */
record KeyDeclaration(String name, Key key, List<RecordComponent> path, Form form) {
    static KeyDeclaration of(List<RecordComponent> path) {
        RecordComponent component = path.get(path.size() - 1);
        Key key = component.getAnnotation(Key.class);
        if (key == null) {
            throw new IllegalStateException(component + " of " + component.getDeclaringRecord() + " declares no key");
        }
        String name = key.name().isEmpty() ? kebab(component.getName()) : key.name();
        return new KeyDeclaration(name, key, path, Forms.of(component.getGenericType(), key));
    }

    /** Whether the file must have it. */
    boolean isRequired() {
        return hasNoDefault() && !(form instanceof Fields);
    }

    /** Whether this is a section that is always there, if only with the defaults of its keys. */
    boolean isSection() {
        return hasNoDefault() && form instanceof Fields;
    }

    private boolean hasNoDefault() {
        return key.defaultValue().equals(Key.REQUIRED) && key.derived() == Derived.NOTHING;
    }

    /** What the component has where one of the words for none is given. */
    @Nullable
    Object none() {
        Class<?> type = type();
        if (type.isPrimitive()) {
            return Array.get(Array.newInstance(type, 1), 0);
        }
        try {
            return type.getField("NONE").get(null);
        } catch (NoSuchFieldException e) {
            return null;
        } catch (IllegalAccessException e) {
            throw new IllegalStateException("not public: NONE of " + type, e);
        }
    }

    /** The value for YAML; empty if the key is left out. */
    Optional<Object> write(Record section) {
        Object value = value(section);
        boolean isNone = value == null || (type().isPrimitive() && Objects.equals(value, none()));
        if (isNone && key.or().length > 0) {
            return Optional.of(key.or()[0]);
        }
        if (isNone && key.defaultValue().equals(Key.ALTERNATIVE)) {
            return Optional.empty();
        }
        return Optional.of(form.write(Objects.requireNonNull(value, name)));
    }

    /** Whether it holds a value other than none. */
    boolean isSet(Record section) {
        return value(section) != null;
    }

    private @Nullable Object value(Record section) {
        Object value = section;
        try {
            for (RecordComponent component : path) {
                value = value == null ? null : component.getAccessor().invoke(value);
            }
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("no value of " + name, e);
        }
        return value;
    }

    private Class<?> type() {
        return path.get(path.size() - 1).getType();
    }

    private static String kebab(String camel) {
        return camel.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }
}
