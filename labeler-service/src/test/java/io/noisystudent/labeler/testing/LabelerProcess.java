package io.noisystudent.labeler.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The packaged service as a process of its own. */
public final class LabelerProcess implements AutoCloseable {
    private static final Path JAR = Path.of("target/quarkus-app/quarkus-run.jar");

    private final Process process;
    private final Path log;

    private LabelerProcess(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /**
     * Starts a labeler; it is not ready yet.
     *
     * @param properties more settings, as {@code name=value}
     */
    public static LabelerProcess start(String instance, Path pipeline, URI registry, String... properties) {
        Path directory = Broker.directory();
        Path log = directory.resolve("labeler.log");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx256m",
                "-Dkafka.bootstrap.servers=" + Broker.get().bootstrapServers(),
                "-Dnoisystudent.instance=" + instance,
                "-Dnoisystudent.pipeline.file=" + pipeline,
                "-Dnoisystudent.registry.url=" + registry,
                "-Dnoisystudent.labeler.device=cpu",
                "-Dnoisystudent.labeler.threads=1",
                "-Dnoisystudent.labeler.model-cache=" + directory.resolve("models"),
                "-Dquarkus.http.port=0"));
        List.of(properties).forEach(property -> command.add("-D" + property));
        command.addAll(List.of("-jar", JAR.toString()));
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
            return new LabelerProcess(process, log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@code kill -9}, or another signal by its name. */
    public void signal(String name) {
        signal(process.toHandle(), name);
    }

    /** Sends a signal to any process. */
    public static void signal(ProcessHandle process, String name) {
        try {
            int status = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                    .start()
                    .waitFor();
            if (status != 0) {
                throw new IllegalStateException("kill -" + name + " gives " + status);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** Fails with all that it has printed if it has ended. */
    public void requireAlive() {
        if (!isAlive()) {
            throw new AssertionError("the labeler has ended with status " + exitStatus() + ":\n" + output());
        }
    }

    /** The exit status, once it has ended. */
    public int exitStatus() {
        return process.exitValue();
    }

    /** All that it has printed. */
    public String output() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
