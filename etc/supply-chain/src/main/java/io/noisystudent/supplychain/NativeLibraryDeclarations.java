package io.noisystudent.supplychain;

import com.fasterxml.jackson.core.type.TypeReference;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** What native code is in jars: declared by hand in {@code etc/native-libraries.json}, since no scanner sees it. */
final class NativeLibraryDeclarations {
    private final Map<String, Declaration> byPackage;

    private NativeLibraryDeclarations(Map<String, Declaration> byPackage) {
        this.byPackage = byPackage;
    }

    static NativeLibraryDeclarations read(Path file) {
        return new NativeLibraryDeclarations(Json.read(file, new TypeReference<>() {}));
    }

    /**
     * The libraries of a jar.
     *
     * @throws IllegalStateException if the declaration is of another version of the jar, or misses one of its files
     */
    List<Component> in(Coordinates jar, List<String> files) {
        if (files.isEmpty()) {
            return List.of();
        }
        Declaration declaration = byPackage.get(jar.packageName());
        if (declaration == null || !declaration.version().equals(jar.version())) {
            throw new IllegalStateException(
                    jar + " contains native code " + files.stream().distinct().toList()
                            + ": say in etc/native-libraries.json which libraries these are, for this version");
        }
        files.forEach(file -> declaration.require(jar, file));
        return declaration.libraries().stream()
                .map(library -> Component.inside(Coordinates.nativeLibrary(library.name(), library.version())))
                .toList();
    }

    /**
     * What one jar contains.
     *
     * @param version of the jar: with another one, the versions of the libraries have to be looked up again
     */
    private record Declaration(String version, List<Library> libraries) {
        private void require(Coordinates jar, String file) {
            if (libraries.stream().noneMatch(library -> library.contains(file))) {
                throw new IllegalStateException(
                        jar + " contains " + file + ", which no entry in etc/native-libraries.json names");
            }
        }
    }

    /**
     * A library.
     *
     * @param files a regular expression of the files it is in; several may share one, where they are linked together
     */
    private record Library(String name, String version, String files) {
        private boolean contains(String file) {
            return Pattern.matches(files, file);
        }
    }
}
