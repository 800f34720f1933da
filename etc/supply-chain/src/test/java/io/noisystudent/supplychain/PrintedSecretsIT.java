package io.noisystudent.supplychain;

import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.crypto.SecretKey;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Every class of ours that holds a secret: none prints it. Classes are found in what is shipped. */
class PrintedSecretsIT {
    private static final String CANARY = "canary-5f1d";
    private static final Pattern SECRET =
            Pattern.compile("(?i).*(secret|password|passphrase|credential|privatekey).*|token|secretkey|apikey");
    private static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();
    /** What a component without a secret gets, where its record checks it. */
    private static final Map<Class<?>, Object> VALUES = Map.of(
            URI.class,
            URI.create("http://localhost:9000"),
            Duration.class,
            Duration.ofSeconds(1),
            Optional.class,
            Optional.empty(),
            int.class,
            1,
            long.class,
            1L,
            boolean.class,
            true);

    @ParameterizedTest
    @ValueSource(strings = {"model-registry", "teacher-service", "labeler-service", "student-trainer", "launcher"})
    void shouldNotPrintTheSecretsOfRecords(String product) throws Exception {
        // Given
        List<Path> jars = jars(product);
        try (URLClassLoader loader = new URLClassLoader(urls(jars), ClassLoader.getPlatformClassLoader())) {
            Set<String> holders = new TreeSet<>();
            for (Class<?> type : classes(jars, loader)) {
                if (!holdsASecret(type)) {
                    continue;
                }
                holders.add(type.getSimpleName());
                // Then
                if (type.isRecord()) {
                    assertThat(instance(type).toString()).as(type.getName()).doesNotContain(CANARY);
                } else {
                    assertThat(type.getMethod("toString").getDeclaringClass())
                            .as(type.getName() + " holds a secret: it leaves toString alone, or is on this list")
                            .matches(declaring -> declaring == Object.class
                                    || declaring.getSimpleName().equals("WebhookSecret"));
                }
            }
            assertThat(holders).isNotEmpty();
        }
    }

    private static boolean holdsASecret(Class<?> type) {
        return Arrays.stream(type.getDeclaredFields())
                .filter(field -> !Modifier.isStatic(field.getModifiers()))
                .anyMatch(field -> PrivateKey.class.isAssignableFrom(field.getType())
                        || SecretKey.class.isAssignableFrom(field.getType())
                        || (SECRET.matcher(field.getName()).matches() && isText(field.getType())));
    }

    private static boolean isText(Class<?> type) {
        return type == String.class || type == Optional.class || type == byte[].class || type == char[].class;
    }

    /** With the canary wherever a text may be secret. */
    private static Object instance(Class<?> type) throws ReflectiveOperationException {
        RecordComponent[] components = type.getRecordComponents();
        Constructor<?> constructor = type.getDeclaredConstructor(
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
        constructor.setAccessible(true);
        try {
            return constructor.newInstance(
                    Arrays.stream(components).map(PrintedSecretsIT::value).toArray());
        } catch (InvocationTargetException e) {
            throw new AssertionError("no example of " + type + " can be made: teach VALUES", e.getCause());
        }
    }

    private static Object value(RecordComponent component) {
        boolean secret = SECRET.matcher(component.getName()).matches();
        Class<?> type = component.getType();
        if (type == String.class) {
            return secret ? CANARY : "models";
        }
        if (type == Optional.class
                && secret
                && component.getGenericType().toString().contains("String")) {
            return Optional.of(CANARY);
        }
        return VALUES.get(type);
    }

    private static List<Path> jars(String product) throws IOException {
        Path target = ROOT.resolve(product).resolve("target");
        List<Path> folders = product.equals(Shipped.LAUNCHER)
                ? List.of(target, target.resolve("lib"))
                : List.of(
                        target.resolve("quarkus-app/app"),
                        target.resolve("quarkus-app/lib/main"),
                        target.resolve("quarkus-app/lib/boot"));
        List<Path> jars = new ArrayList<>();
        for (Path folder : folders) {
            try (Stream<Path> files = Files.list(folder)) {
                files.filter(file -> file.toString().endsWith(".jar")).forEach(jars::add);
            }
        }
        return jars;
    }

    private static URL[] urls(List<Path> jars) throws MalformedURLException {
        URL[] urls = new URL[jars.size()];
        for (int i = 0; i < urls.length; i++) {
            urls[i] = jars.get(i).toUri().toURL();
        }
        return urls;
    }

    /** Ours, without those that the framework generates. */
    private static List<Class<?>> classes(List<Path> jars, ClassLoader loader)
            throws IOException, ClassNotFoundException {
        List<Class<?>> classes = new ArrayList<>();
        for (Path jar : jars) {
            try (JarFile file = new JarFile(jar.toFile())) {
                List<String> names = file.stream()
                        .map(entry -> entry.getName())
                        .filter(name -> name.startsWith("io/noisystudent/") && name.endsWith(".class"))
                        .filter(name -> !name.endsWith("package-info.class"))
                        .toList();
                for (String name : names) {
                    load(name, loader).ifPresent(classes::add);
                }
            }
        }
        return classes;
    }

    /** Empty for a class that needs what this product does not ship: it cannot be used there. */
    private static Optional<Class<?>> load(String file, ClassLoader loader) throws ClassNotFoundException {
        String name = file.substring(0, file.length() - ".class".length()).replace('/', '.');
        try {
            Class<?> type = Class.forName(name, false, loader);
            // Resolves the types of its fields.
            return type.getDeclaredFields().length == 0 ? Optional.empty() : Optional.of(type);
        } catch (NoClassDefFoundError e) {
            return Optional.empty();
        }
    }
}
