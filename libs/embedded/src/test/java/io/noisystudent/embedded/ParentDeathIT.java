package io.noisystudent.embedded;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class ParentDeathIT {
    @TempDir
    Path directory;

    @Test
    void shouldLeaveNoOrphanWhenTheParentIsKilled() throws Exception {
        // Given
        Process parent = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        ParentProgram.class.getName(),
                        directory.toString())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("parent.log").toFile())
                .start();
        Path pids = directory.resolve("pids");
        await().atMost(60, SECONDS).until(() -> Files.exists(pids) || !parent.isAlive());
        assertThat(pids).as(Files.readString(directory.resolve("parent.log"))).exists();
        List<ProcessHandle> children = Files.readAllLines(pids).stream()
                .map(pid -> ProcessHandle.of(Long.parseLong(pid)).orElseThrow())
                .toList();
        assertThat(children).hasSize(2).allMatch(ProcessHandle::isAlive);
        // When
        parent.destroyForcibly().waitFor();
        // Then
        await().atMost(20, SECONDS).untilAsserted(() -> assertThat(children).noneMatch(ProcessHandle::isAlive));
        try (EmbeddedKafka kafka = EmbeddedKafka.start(directory, 0)) {
            assertThat(kafka.isAlive()).isTrue();
        }
    }
}
