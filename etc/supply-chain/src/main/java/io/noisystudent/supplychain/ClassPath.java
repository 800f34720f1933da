package io.noisystudent.supplychain;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Lists of artifacts that builds leave beside the jars, by the names of those jars. */
final class ClassPath {
    /** {@code group:name:classifier:type:version}, from Quarkus. */
    private static final Pattern QUARKUS =
            Pattern.compile("(?<group>[^:]+):(?<name>[^:]+):(?<classifier>[^:]*):jar:(?<version>[^:]+)");
    /** {@code group:name:jar[:classifier]:version:scope}, from the dependency plugin. */
    private static final Pattern MAVEN = Pattern.compile(
            "\\s+(?<group>[^:\\s]+):(?<name>[^:]+):jar:((?<classifier>[^:]+):)?(?<version>[^:]+):(compile|runtime|provided)\\b.*");

    private ClassPath() {}

    /** What a service consists of, by file name in its folder lib. */
    static Map<String, Coordinates> ofQuarkus(Path list) {
        return read(list, QUARKUS, artifact -> artifact.group() + "." + fileName(artifact));
    }

    /** What a module's runtime consists of, by file name. */
    static Map<String, Coordinates> ofMaven(Path list) {
        return read(list, MAVEN, ClassPath::fileName);
    }

    private static String fileName(Coordinates artifact) {
        String suffix = artifact.classifier().isEmpty() ? "" : "-" + artifact.classifier();
        return artifact.name() + "-" + artifact.version() + suffix + ".jar";
    }

    private static Map<String, Coordinates> read(Path list, Pattern line, Function<Coordinates, String> name) {
        if (!Files.isRegularFile(list)) {
            throw new IllegalStateException(list + " is missing; build everything: ./mvnw package");
        }
        Map<String, Coordinates> artifacts = new TreeMap<>();
        try (Stream<String> lines = Files.lines(list)) {
            lines.map(line::matcher)
                    .filter(Matcher::matches)
                    .map(ClassPath::artifact)
                    .forEach(artifact -> artifacts.put(name.apply(artifact), artifact));
        } catch (IOException e) {
            throw new IllegalStateException(list + " cannot be read: " + e.getMessage(), e);
        }
        return artifacts;
    }

    private static Coordinates artifact(Matcher line) {
        String classifier = line.group("classifier");
        return Coordinates.maven(
                line.group("group"), line.group("name"), line.group("version"), classifier == null ? "" : classifier);
    }
}
