package io.noisystudent.embedded.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

class JarCacheTest {
    @TempDir
    Path directory;

    @Test
    void shouldUnpackOnlyTheFolderAndOnlyOnce() throws IOException {
        // Given
        Path archive =
                archive("archive.jar", Map.of("lib/broker/a.jar", "a", "lib/broker/b.jar", "b", "Main.class", "m"));
        JarCache cache = new JarCache(directory.resolve("cache"));
        // When
        Path first = cache.unpack(archive, "lib/broker");
        Path second = cache.unpack(archive, "lib/broker");
        // Then
        assertThat(first).isEqualTo(second);
        assertThat(first).isDirectoryNotContaining("glob:**.class");
        assertThat(first.resolve("a.jar")).hasContent("a");
        assertThat(first.resolve("b.jar")).hasContent("b");
    }

    @Test
    void shouldKeepTwoVersionsApart() throws IOException {
        // Given
        JarCache cache = new JarCache(directory.resolve("cache"));
        // When
        Path first = cache.unpack(archive("1.jar", Map.of("lib/a.jar", "one")), "lib");
        Path second = cache.unpack(archive("2.jar", Map.of("lib/a.jar", "two")), "lib");
        // Then
        assertThat(first.resolve("a.jar")).hasContent("one");
        assertThat(second.resolve("a.jar")).hasContent("two");
    }

    @Test
    void shouldUnpackAgainWhatACleanerThinnedOut() throws IOException {
        // Given
        Path archive = archive("archive.jar", Map.of("lib/a.jar", "a", "lib/b.jar", "b"));
        JarCache cache = new JarCache(directory.resolve("cache"));
        Files.delete(cache.unpack(archive, "lib").resolve("a.jar"));
        // When
        Path again = cache.unpack(archive, "lib");
        // Then
        assertThat(again.resolve("a.jar")).hasContent("a");
        assertThat(again.resolve("b.jar")).hasContent("b");
    }

    @Test
    void shouldNotTrustADirectoryThatOthersCanWriteTo() throws IOException {
        // Given
        Path open = Files.createDirectory(directory.resolve("open"));
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));
        // When
        Path unpacked = new JarCache(open).unpack(archive("archive.jar", Map.of("lib/a.jar", "a")), "lib");
        // Then
        assertThat(unpacked.startsWith(open)).isFalse();
        assertThat(unpacked.resolve("a.jar")).hasContent("a");
    }

    private Path archive(String name, Map<String, String> entries) throws IOException {
        Path file = directory.resolve(name);
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(file))) {
            for (Map.Entry<String, String> entry : entries.entrySet()) {
                out.putNextEntry(new ZipEntry(entry.getKey()));
                out.write(entry.getValue().getBytes(UTF_8));
            }
        }
        return file;
    }
}
