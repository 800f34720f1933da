package io.noisystudent.testkit.web;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The rights that resource methods ask for, read from their annotations: what {@link RouteProbe} finds out by asking, before
 * anything is started.
 */
public final class MethodRights {
    private static final String CLASS = ".class";
    private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS");

    private MethodRights() {}

    /**
     * All resource methods that ask for something else than {@code read} to look and {@code write} to change.
     *
     * @param member any class of the service
     * @return as {@code "GET StatusResource.status: public"}, in the order of their names
     */
    public static List<String> unusual(Class<?> member) {
        List<String> unusual = new ArrayList<>();
        int methods = 0;
        for (Class<?> type : classes(member)) {
            for (Method method : type.getDeclaredMethods()) {
                String verb = verb(method);
                if (verb != null) {
                    methods++;
                    String right = right(method, type);
                    if (!right.equals(READING.contains(verb) ? "read" : "write")) {
                        unusual.add(verb + " " + type.getSimpleName() + "." + method.getName() + ": " + right);
                    }
                }
            }
        }
        if (methods == 0) {
            throw new IllegalStateException("no resource methods beside " + member);
        }
        return unusual.stream().sorted().toList();
    }

    private static List<Class<?>> classes(Class<?> member) {
        try {
            Path root = Path.of(
                    member.getProtectionDomain().getCodeSource().getLocation().toURI());
            try (Stream<Path> files = Files.walk(root)) {
                return files.map(file -> root.relativize(file).toString())
                        .filter(name -> name.endsWith(CLASS))
                        .map(name -> name.substring(0, name.length() - CLASS.length())
                                .replace(root.getFileSystem().getSeparator(), "."))
                        .<Class<?>>map(name -> load(name, member.getClassLoader()))
                        .toList();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Class<?> load(String name, ClassLoader loader) {
        try {
            return Class.forName(name, false, loader);
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The method of HTTP; that of a method with a path alone, which gives other resources, is unknown. */
    private static @Nullable String verb(Method method) {
        return Stream.concat(
                        Arrays.stream(method.getAnnotations())
                                .flatMap(annotation -> value(annotation.annotationType(), "jakarta.ws.rs.HttpMethod")),
                        value(method, "jakarta.ws.rs.Path").map(path -> "ANY"))
                .findFirst()
                .orElse(null);
    }

    private static String right(Method method, Class<?> type) {
        return Stream.of(method, type)
                .flatMap(element -> Stream.of(
                                value(element, "jakarta.annotation.security.RolesAllowed"),
                                value(element, "jakarta.annotation.security.PermitAll")
                                        .map(nothing -> "public"))
                        .flatMap(rights -> rights))
                .findFirst()
                .orElse("none");
    }

    /** The value of an annotation, which this module does not know; empty text where it has none. */
    private static Stream<String> value(AnnotatedElement element, String name) {
        return Arrays.stream(element.getAnnotations())
                .filter(annotation -> annotation.annotationType().getName().equals(name))
                .map(MethodRights::value);
    }

    private static String value(Annotation annotation) {
        try {
            Object value =
                    annotation.annotationType().getDeclaredMethod("value").invoke(annotation);
            return value instanceof Object[] several
                    ? Arrays.stream(several).map(String::valueOf).collect(Collectors.joining(","))
                    : String.valueOf(value);
        } catch (NoSuchMethodException e) {
            return "";
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
