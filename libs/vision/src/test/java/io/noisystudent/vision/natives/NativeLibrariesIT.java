package io.noisystudent.vision.natives;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class NativeLibrariesIT {
    @TempDir
    private Path directory;

    @Test
    void shouldLetProcessesOnAnEmptyCacheTakeTurns() throws Exception {
        // Given: another process is extracting
        Path cache = Files.createDirectory(directory.resolve("cache"));
        List<Process> children = new ArrayList<>();
        try (FileChannel channel = FileChannel.open(
                        cache.resolve(".noisy-student.lock"), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
                FileLock lock = channel.lock()) {
            assertThat(lock.isValid()).isTrue();

            // When
            for (int i = 0; i < 3; i++) {
                children.add(start(cache, log(i)));
            }
            for (int i = 0; i < children.size(); i++) {
                Path log = log(i);
                await().atMost(ofMinutes(1)).until(() -> Files.readString(log).contains("loading"));
            }

            // Then
            await().during(ofSeconds(1)).atMost(ofSeconds(30)).until(() -> onlyTheLockIsIn(cache));
        }
        for (int i = 0; i < children.size(); i++) {
            assertThat(children.get(i).waitFor(2, TimeUnit.MINUTES)).isTrue();
            assertThat(children.get(i).exitValue()).as(Files.readString(log(i))).isZero();
        }
        assertThat(onlyTheLockIsIn(cache)).isFalse();
    }

    private Path log(int child) {
        return directory.resolve("child-" + child + ".log");
    }

    private static boolean onlyTheLockIsIn(Path cache) throws IOException {
        try (Stream<Path> files = Files.list(cache)) {
            return files.allMatch(file -> file.endsWith(".noisy-student.lock"));
        }
    }

    private static Process start(Path cache, Path log) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:-CreateCoredumpOnCrash",
                        "-XX:ErrorFile=" + log.resolveSibling("crash.log"),
                        "-Dorg.bytedeco.javacpp.cachedir=" + cache,
                        "-cp",
                        System.getProperty("java.class.path"),
                        LoadInChild.class.getName())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
    }
}
