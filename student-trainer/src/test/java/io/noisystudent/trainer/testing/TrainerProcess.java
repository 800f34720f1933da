package io.noisystudent.trainer.testing;

import io.noisystudent.testkit.stack.EmbeddedStack;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The packaged trainer in a process of its own, with one thread and float32, on a real broker and a real store. */
public final class TrainerProcess implements AutoCloseable {
    private static final Path JAR = Path.of("target", "quarkus-app", "quarkus-run.jar");
    private static final Duration LIMIT = Duration.ofMinutes(3);
    private static final Pattern ADDRESS = Pattern.compile("Listening on: (http://\\S+)");

    private final Process process;
    private final Path log;

    private TrainerProcess(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /** Starts a trainer whose files are in {@code directory}, and waits for nothing. */
    public static TrainerProcess start(EmbeddedStack stack, URI registry, Path directory, String... arguments) {
        return start(stack, registry, directory, Map.of(), arguments);
    }

    /** The same with further settings. */
    public static TrainerProcess start(
            EmbeddedStack stack, URI registry, Path directory, Map<String, String> settings, String... arguments) {
        return startWith(List.of(), stack, registry, directory, settings, arguments);
    }

    /** The same with options of the JVM, which go before those that it has anyway. */
    public static TrainerProcess startWith(
            List<String> options,
            EmbeddedStack stack,
            URI registry,
            Path directory,
            Map<String, String> settings,
            String... arguments) {
        try {
            Path pipeline = Files.writeString(directory.resolve("pipeline.yaml"), Shapes.YAML);
            Path log = Files.createTempFile(directory, "student-trainer-", ".log");
            List<String> command = new ArrayList<>(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-XX:+UseSerialGC",
                    "-Xmx512m",
                    "-Dorg.bytedeco.javacpp.maxPhysicalBytes=0",
                    "-Dquarkus.http.host=127.0.0.1"));
            Map.of(
                            "quarkus.http.port", "0",
                            "kafka.bootstrap.servers", stack.kafka().bootstrapServers(),
                            "noisystudent.pipeline.file", pipeline.toString(),
                            "noisystudent.registry.url", registry.toString(),
                            "noisystudent.store.endpoint",
                                    stack.objectStore().endpoint().toString(),
                            "noisystudent.store.access-key", stack.objectStore().accessKey(),
                            "noisystudent.store.secret-key", stack.objectStore().secretKey(),
                            "noisystudent.trainer.cache-directory",
                                    directory.resolve("cache").toString(),
                            "noisystudent.trainer.threads", "1",
                            "noisystudent.trainer.checkpoint-interval", "PT0.05S")
                    .forEach((name, value) -> command.add("-D" + name + "=" + value));
            command.addAll(options);
            settings.forEach((name, value) -> command.add("-D" + name + "=" + value));
            command.addAll(List.of("-Dnoisystudent.trainer.precision=fp32", "-jar", JAR.toString()));
            command.addAll(List.of(arguments));
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            return new TrainerProcess(process, log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where it answers; it has to have said so. */
    public URI address() {
        Matcher matcher = ADDRESS.matcher(output());
        if (!matcher.find()) {
            throw new IllegalStateException("it does not listen: " + output());
        }
        return URI.create(matcher.group(1));
    }

    /** Everything that it has printed. */
    public String output() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until it ends by itself; a failure if it does not. */
    public int exitCode() {
        try {
            return process.onExit().get(LIMIT.toSeconds(), TimeUnit.SECONDS).exitValue();
        } catch (TimeoutException e) {
            throw new AssertionError("it did not end: " + output(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Ends it without a chance to clean up. */
    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
