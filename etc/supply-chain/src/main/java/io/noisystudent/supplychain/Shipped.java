package io.noisystudent.supplychain;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Everything that is shipped, read from the folders that images and the command take it from. */
final class Shipped {
    static final List<String> SERVICES =
            List.of("model-registry", "teacher-service", "labeler-service", "student-trainer");
    static final String LAUNCHER = "launcher";
    /** Where the programs were built whose class paths travel inside their jars. */
    private static final Map<String, String> EMBEDDED =
            Map.of("embedded-broker", "libs/embedded/broker", "embedded-object-store", "libs/embedded/object-store");

    private final Path root;
    private final NativeLibraryDeclarations nativeLibraries;

    private Shipped(Path root) {
        this.root = root;
        this.nativeLibraries = NativeLibraryDeclarations.read(root.resolve("etc/native-libraries.json"));
    }

    /**
     * Reads the products of a finished build.
     *
     * @throws IllegalStateException if a jar is shipped that the build does not name, or the other way round
     */
    static List<Product> read(Path root) {
        Shipped shipped = new Shipped(root);
        List<Product> products = new ArrayList<>();
        SERVICES.forEach(service -> products.add(shipped.service(service)));
        products.add(shipped.launcher());
        return products;
    }

    private Product service(String name) {
        Path app = root.resolve(name).resolve("target/quarkus-app");
        Map<String, Path> files = jarsIn(app.resolve("lib/main"));
        files.putAll(jarsIn(app.resolve("lib/boot")));
        return new Product(name, components(ClassPath.ofQuarkus(app.resolve("quarkus-app-dependencies.txt")), files));
    }

    private Product launcher() {
        Path target = root.resolve(LAUNCHER).resolve("target");
        return new Product(
                LAUNCHER,
                components(ClassPath.ofMaven(target.resolve("class-path.txt")), jarsIn(target.resolve("lib"))));
    }

    private List<Component> components(Map<String, Coordinates> named, Map<String, Path> files) {
        requireSame(named.keySet(), files.keySet());
        return files.entrySet().stream()
                .map(file -> component(named, file.getKey(), Jar.read(file.getValue())))
                .toList();
    }

    private Component component(Map<String, Coordinates> named, String file, Jar jar) {
        Coordinates coordinates = named.get(file);
        if (coordinates == null) {
            throw new IllegalStateException("nothing names " + file);
        }
        List<Component> parts = new ArrayList<>(nativeLibraries.in(coordinates, jar.nativeFiles()));
        jar.artifacts().stream()
                .filter(artifact -> !artifact.packageName().equals(coordinates.packageName()))
                .map(Component::inside)
                .forEach(parts::add);
        if (!jar.jars().isEmpty()) {
            parts.addAll(jarsInside(coordinates, jar));
        }
        return new Component(coordinates, jar.sha256(), parts);
    }

    private List<Component> jarsInside(Coordinates coordinates, Jar jar) {
        String module = EMBEDDED.get(coordinates.name());
        if (module == null) {
            throw new IllegalStateException(coordinates + " contains jars that nothing names: "
                    + jar.jars().keySet());
        }
        Map<String, Coordinates> named = ClassPath.ofMaven(root.resolve(module).resolve("target/class-path.txt"));
        requireSame(named.keySet(), jar.jars().keySet());
        return jar.jars().entrySet().stream()
                .map(inside -> component(named, inside.getKey(), inside.getValue()))
                .toList();
    }

    private static void requireSame(Set<String> named, Set<String> shipped) {
        Set<String> missing = new TreeSet<>(named);
        missing.removeAll(shipped);
        Set<String> extra = new TreeSet<>(shipped);
        extra.removeAll(named);
        if (!missing.isEmpty() || !extra.isEmpty()) {
            throw new IllegalStateException("The build names other jars than are shipped: missing " + missing
                    + ", left over " + extra + "; run ./mvnw clean, then build again");
        }
    }

    private static Map<String, Path> jarsIn(Path folder) {
        Map<String, Path> jars = new TreeMap<>();
        try (Stream<Path> files = Files.list(folder)) {
            files.forEach(file -> jars.put(file.getFileName().toString(), file));
            return jars;
        } catch (IOException e) {
            throw new UncheckedIOException(folder + " is missing; build everything: ./mvnw package", e);
        }
    }
}
