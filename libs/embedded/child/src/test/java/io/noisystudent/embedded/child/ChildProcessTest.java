package io.noisystudent.embedded.child;

import java.io.DataOutputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Properties;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

class ChildProcessTest {
    @TempDir
    Path directory;

    private Process child;

    @AfterEach
    void end() {
        child.destroyForcibly();
    }

    @Test
    void shouldStopCleanlyWhenItsInputEnds() throws Exception {
        // Given
        start("good");
        await().atMost(20, SECONDS).until(() -> Files.exists(directory.resolve("started")));
        // When
        child.getOutputStream().close();
        // Then
        assertThat(child.waitFor(20, SECONDS)).isTrue();
        assertThat(child.exitValue()).isZero();
        assertThat(directory.resolve("stopped")).exists();
    }

    @Test
    void shouldEndAndSayWhyWhenItsServiceDoesNotStart() throws Exception {
        // When
        start("bad");
        // Then
        assertThat(child.waitFor(20, SECONDS)).isTrue();
        assertThat(child.exitValue()).isEqualTo(1);
        assertThat(directory.resolve("output")).content().contains("cannot start: bad");
    }

    @Test
    void shouldLockItsDirectoryUntilItIsGone() throws Exception {
        // Given
        start("good");
        await().atMost(20, SECONDS).until(() -> Files.exists(directory.resolve("started")));
        assertThatThrownBy(() -> DirectoryLock.acquire(directory, Duration.ofMillis(200)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("another process uses the data directory " + directory);
        // When
        child.destroyForcibly().waitFor();
        // Then
        DirectoryLock.acquire(directory, Duration.ofSeconds(5));
    }

    private void start(String what) throws IOException {
        child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        MarkerService.class.getName())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("output").toFile())
                .start();
        Properties settings = new Properties();
        settings.setProperty(ChildProcess.DIRECTORY, directory.toString());
        settings.setProperty("what", what);
        StringWriter text = new StringWriter();
        settings.store(text, null);
        DataOutputStream out = new DataOutputStream(child.getOutputStream());
        out.writeUTF(text.toString());
        out.flush();
    }
}
