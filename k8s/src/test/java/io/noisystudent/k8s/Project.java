package io.noisystudent.k8s;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;

/** The files that the manifests are compared with. */
final class Project {
    static final List<String> SERVICES =
            List.of("model-registry", "teacher-service", "labeler-service", "student-trainer");

    private Project() {}

    /** A file of the checkout. */
    static Path file(String name) {
        return Path.of("..").resolve(name).toAbsolutePath().normalize();
    }

    static String read(String name) {
        return read(file(name));
    }

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What a service sets by itself, with what all services have in common. */
    static Properties applicationProperties(String service) {
        Properties properties = new Properties();
        for (String resource : List.of(
                "libs/service-kit/src/main/resources/META-INF/microprofile-config.properties",
                service + "/src/main/resources/application.properties")) {
            try (var reader = Files.newBufferedReader(file(resource))) {
                properties.load(reader);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return properties;
    }

    /** The sources of a module, without its tests. */
    static List<Path> sources(String module) {
        try (Stream<Path> files = Files.walk(file(module + "/src/main/java"))) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
