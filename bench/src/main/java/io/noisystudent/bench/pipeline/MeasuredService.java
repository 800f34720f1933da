package io.noisystudent.bench.pipeline;

import io.noisystudent.bench.statistics.NotMeasuredException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A packaged service as a process of its own, as the launcher starts it. */
public final class MeasuredService implements AutoCloseable {
    private static final double NANOSECONDS = 1e9;
    private static final int LOG_LINES = 15;
    private static final int STOP_SECONDS = 20;

    private final String name;
    private final Process process;
    private final Path log;

    private MeasuredService(String name, Process process, Path log) {
        this.name = name;
        this.process = process;
        this.log = log;
    }

    /**
     * Starts a service; it is not ready yet.
     *
     * @param jar of the service
     * @param properties its settings by name
     * @throws NotMeasuredException if it is not built
     */
    static MeasuredService start(
            Path jar, List<String> flags, Map<String, String> properties, Map<String, String> environment, Path log) {
        if (!Files.exists(jar)) {
            throw new NotMeasuredException(
                    jar + " does not exist; build it with ./mvnw -B -Pquick package, or name the "
                            + "checkout with --installation");
        }
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(flags);
        properties.forEach((key, value) -> command.add("-D" + key + "=" + value));
        command.addAll(List.of("-jar", jar.toString()));
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().putAll(environment);
        try {
            Process process = builder.start();
            Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
            return new MeasuredService(log.getFileName().toString(), process, log);
        } catch (IOException e) {
            throw new NotMeasuredException(jar + " does not start: " + e.getMessage());
        }
    }

    public long pid() {
        return process.pid();
    }

    /** CPU time of all its threads since it started. */
    public double cpuSeconds() {
        return process.info().totalCpuDuration().orElse(Duration.ZERO).toNanos() / NANOSECONDS;
    }

    /** @throws NotMeasuredException with the end of its output if it has ended */
    void requireAlive() {
        if (!process.isAlive()) {
            throw new NotMeasuredException(name + " ended with " + process.exitValue() + ":\n" + end());
        }
    }

    private String end() {
        try {
            List<String> lines = Files.readAllLines(log);
            return String.join("\n", lines.subList(Math.max(0, lines.size() - LOG_LINES), lines.size()));
        } catch (IOException e) {
            return String.valueOf(e.getMessage());
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
