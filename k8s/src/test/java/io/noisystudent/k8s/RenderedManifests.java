package io.noisystudent.k8s;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/** What kustomize made of each overlay, as it lies in {@code rendered/}. */
final class RenderedManifests {
    private static final Path FOLDER = Project.file("k8s");

    private RenderedManifests() {}

    static List<String> overlays() {
        try (Stream<Path> folders = Files.list(FOLDER.resolve("overlays"))) {
            return folders.map(folder -> folder.getFileName().toString())
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** First line: by what it was made. The rest: what kustomize printed. */
    static String read(String overlay) {
        return Project.read(FOLDER.resolve("rendered").resolve(overlay + ".yaml"));
    }

    /** Of the names and contents of all sources; {@code render.sh} computes the same. */
    static String digest() {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (String name : sources()) {
                digest.update((name + "\n").getBytes(StandardCharsets.UTF_8));
                digest.update(Files.readAllBytes(FOLDER.resolve(name)));
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<String> sources() throws IOException {
        List<String> names = new ArrayList<>();
        for (String folder : List.of("base", "components", "overlays")) {
            try (Stream<Path> files = Files.walk(FOLDER.resolve(folder))) {
                files.filter(Files::isRegularFile)
                        .map(file -> FOLDER.relativize(file).toString().replace('\\', '/'))
                        .forEach(names::add);
            }
        }
        return names.stream().sorted().toList();
    }
}
