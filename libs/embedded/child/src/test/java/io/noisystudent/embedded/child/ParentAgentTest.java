package io.noisystudent.embedded.child;

import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class ParentAgentTest {
    @TempDir
    Path directory;

    @Test
    void shouldEndAProgramInOrderWhenItsInputEnds() throws Exception {
        // Given
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(new Attributes.Name("Premain-Class"), ParentAgent.class.getName());
        Path agent = directory.resolve("agent.jar");
        try (OutputStream file = Files.newOutputStream(agent)) {
            new JarOutputStream(file, manifest).close();
        }
        Process program = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-javaagent:" + agent,
                        "-cp",
                        System.getProperty("java.class.path"),
                        WaitingProgram.class.getName(),
                        directory.toString())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("output").toFile())
                .start();
        try {
            await().atMost(20, SECONDS).until(() -> Files.exists(directory.resolve("started")) || !program.isAlive());
            assertThat(directory.resolve("started"))
                    .as(Files.readString(directory.resolve("output")))
                    .exists();

            // When
            program.getOutputStream().close();

            // Then
            assertThat(program.waitFor(20, SECONDS)).isTrue();
            assertThat(program.exitValue()).isZero();
            assertThat(directory.resolve("stopped")).exists();
        } finally {
            program.destroyForcibly();
        }
    }
}
