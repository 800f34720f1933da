package io.noisystudent.launcher.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.noisystudent.launcher.stack.Home;
import io.noisystudent.testkit.process.ServiceCommand;
import io.noisystudent.testkit.process.ServiceProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The command {@code up} in a process of its own, so that it can be killed. */
record UpProcess(ServiceProcess process, Home home) implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofMinutes(3);

    /** Starts a pipeline on free ports and waits until it is up. */
    static UpProcess start(Path directory, Home home, String pipeline) throws IOException {
        Path config = Files.writeString(directory.resolve("pipeline.yaml"), pipeline);
        Path console = directory.resolve("console");
        ServiceProcess process = ServiceCommand.main(NoisyStudent.class)
                .setting(
                        "noisystudent.installation",
                        Path.of("..").toAbsolutePath().normalize())
                .setting("noisystudent.restart.pause", 1)
                .arguments(
                        "up",
                        "--free-ports",
                        "--config",
                        config.toString(),
                        "--home",
                        home.directory().toString())
                // Digits of another script, which nothing that it starts may take over.
                .environment("JAVA_TOOL_OPTIONS", "-Duser.language=ar -Duser.country=EG")
                // One that is chosen by timing need not give the same weights for the same request.
                .environment("NOISYSTUDENT_TRAINER_PRECISION", "fp32")
                .log(console)
                .start();
        UpProcess up = new UpProcess(process, home);
        await().atMost(LIMIT).until(() -> up.lines().anyMatch(line -> line.contains("is up")) || !process.isAlive());
        process.requireAlive();
        return up;
    }

    /** Looks at the command lines: under another locale most things work, and what does not shows late. */
    void assertThatAllHaveOneLocale() {
        assertThat(children()).isNotEmpty().allSatisfy((name, child) -> assertThat(
                        child.info().commandLine().orElse(""))
                .as(name)
                .contains("-Duser.language=en", "-Duser.country=US"));
    }

    /** {@code kill -9}; returns when the console says that each of them was started again. */
    void killAndAwaitAgain(String... names) {
        Map<String, ProcessHandle> before = children();
        for (String name : names) {
            before.get(name).destroyForcibly();
        }
        for (String name : names) {
            await().atMost(LIMIT).until(() -> isStartedAgain(name, before.get(name)));
            assertThat(children().get(name)).isNotEqualTo(before.get(name));
        }
    }

    /** After the end of this process: it may have been started again before. */
    private boolean isStartedAgain(String name, ProcessHandle killed) {
        return lines().dropWhile(line -> !line.startsWith(name + " ended unexpectedly (process " + killed.pid()))
                .anyMatch((name + " was started again")::equals);
    }

    /** {@code kill -9} of the launcher: nothing that it started may outlive it for long. */
    void killAndAwaitEndOfAll() {
        Map<String, ProcessHandle> children = children();
        assertThat(children)
                .containsOnlyKeys(
                        "broker",
                        "object-store",
                        "model-registry",
                        "teacher-service",
                        "labeler-service",
                        "student-trainer");
        process.kill();
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(children.values()).noneMatch(ProcessHandle::isAlive));
    }

    /** By name, as they are in the home. */
    private Map<String, ProcessHandle> children() {
        try {
            Map<String, ProcessHandle> children = new HashMap<>();
            for (JsonNode entry : new ObjectMapper()
                    .readTree(home.directory().resolve("processes.json").toFile())) {
                ProcessHandle.of(entry.get("pid").asLong())
                        .ifPresent(child -> children.put(entry.get("name").asText(), child));
            }
            return children;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Stream<String> lines() {
        return process.output().lines();
    }

    /** Ends all that runs at once, for those that look at no end. */
    void kill() {
        List<ProcessHandle> all = process.handle().descendants().toList();
        process.kill();
        all.forEach(ProcessHandle::destroyForcibly);
    }

    @Override
    public void close() {
        List<ProcessHandle> all = process.handle().descendants().toList();
        process.terminate(Duration.ofMinutes(1));
        process.kill();
        all.forEach(ProcessHandle::destroyForcibly);
    }
}
