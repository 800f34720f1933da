package io.noisystudent.embedded.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import static java.util.Objects.requireNonNull;

/**
 * A program with its class path, as the build left it on our own class path: as a jar with jars inside, or, within the
 * build, as a directory of classes.
 *
 * @param mainClass the program's main class, by whose file the program is found
 * @param libraries the folder, within the program, of the jars that it runs with
 */
public record Distribution(String mainClass, String libraries) {
    private static final String CHILD = "io.noisystudent.embedded.child.ChildProcess";

    public Distribution {
        requireNonNull(mainClass, "mainClass is null");
        requireNonNull(libraries, "libraries is null");
    }

    /** The class path to start the program with, every entry on disk; jars inside a jar are unpacked once. */
    List<Path> classPath() {
        try {
            Path program = location(mainClass);
            Path jars =
                    Files.isDirectory(program) ? program.resolve(libraries) : new JarCache().unpack(program, libraries);
            List<Path> classPath = new ArrayList<>(List.of(program, location(CHILD)));
            try (Stream<Path> found = Files.list(jars)) {
                found.filter(jar -> jar.toString().endsWith(".jar")).sorted().forEach(classPath::add);
            }
            return classPath;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The jar or directory that a class lies in. */
    static Path location(String className) {
        String file = className.replace('.', '/') + ".class";
        URL url = Distribution.class.getClassLoader().getResource(file);
        if (url == null) {
            throw new IllegalStateException(
                    className + " is not on the class path: the build of embedded is incomplete");
        }
        String text = url.toString();
        String root = text.startsWith("jar:")
                ? text.substring("jar:".length(), text.lastIndexOf("!/"))
                : text.substring(0, text.length() - file.length());
        try {
            return Path.of(new URI(root));
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
