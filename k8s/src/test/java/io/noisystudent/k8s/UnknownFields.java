package io.noisystudent.k8s;

import io.strimzi.crdgenerator.annotations.PresentInVersions;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds what a model did not know: it keeps such fields aside instead of refusing them. */
final class UnknownFields {
    private final List<String> found = new ArrayList<>();

    private UnknownFields() {}

    static List<String> of(Object model) {
        UnknownFields search = new UnknownFields();
        search.visit(model, model.getClass().getSimpleName());
        return search.found;
    }

    private void visit(@Nullable Object value, String path) {
        if (value instanceof Collection<?> elements) {
            elements.forEach(element -> visit(element, path + "[]"));
        } else if (value instanceof Map<?, ?> map) {
            map.forEach((key, element) -> visit(element, path + "." + key));
        } else if (value != null && isModel(value.getClass())) {
            for (Method method : value.getClass().getMethods()) {
                if (method.getName().startsWith("get")
                        && method.getParameterCount() == 0
                        && !method.getName().equals("getClass")) {
                    visitProperty(value, method, path);
                }
            }
        }
    }

    private void visitProperty(Object value, Method getter, String path) {
        Object property;
        try {
            property = getter.invoke(value);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException(path + "." + getter.getName(), e);
        }
        if (getter.getName().equals("getAdditionalProperties")) {
            if (property instanceof Map<?, ?> unknown) {
                unknown.keySet().forEach(key -> found.add(path + "." + key));
            }
        } else {
            String name = path + "." + getter.getName().substring(3);
            if (property != null && isGone(getter)) {
                found.add(name);
            }
            visit(property, name);
        }
    }

    /** Strimzi's models have fields of older versions of its API, too. */
    private static boolean isGone(Method getter) {
        PresentInVersions present = getter.getAnnotation(PresentInVersions.class);
        return present != null && !present.value().matches("(.*-)?v1\\+?");
    }

    private static boolean isModel(Class<?> type) {
        return !type.isEnum()
                && (type.getName().startsWith("io.fabric8.") || type.getName().startsWith("io.strimzi."));
    }
}
