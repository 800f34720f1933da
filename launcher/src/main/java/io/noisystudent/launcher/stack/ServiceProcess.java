package io.noisystudent.launcher.stack;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One service jar as a child process: started, awaited until it is ready, started again when it dies, stopped.
 *
 * <p>Thread-safe.
 */
final class ServiceProcess implements AutoCloseable {
    private static final Duration START_LIMIT = Duration.ofMinutes(2);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(15);
    private static final int LOG_LINES = 25;
    private static final int MOST_RESTARTS = 20;

    private final ServiceCommand command;
    private @Nullable Process process;
    private boolean closed;
    private boolean wasReady;
    private int restarts;

    ServiceProcess(ServiceCommand command) {
        this.command = command;
    }

    /**
     * How a service is started.
     *
     * @param arguments the complete command line
     * @param ready address that answers 200 once the service works
     */
    record ServiceCommand(String name, List<String> arguments, Map<String, String> environment, Path log, URI ready) {
        /** Without the environment, in which the keys of the store are. */
        @Override
        public String toString() {
            return "ServiceCommand[" + name + ", " + ready + "]";
        }
    }

    synchronized void start() {
        ProcessBuilder builder = new ProcessBuilder(command.arguments());
        builder.environment().putAll(command.environment());
        builder.redirectErrorStream(true);
        builder.redirectOutput(ProcessBuilder.Redirect.appendTo(command.log().toFile()));
        try {
            process = builder.start();
        } catch (IOException e) {
            throw new NoisyStudentException(
                    ErrorCode.SERVICE_FAILED, command.name(), "cannot be started: " + e.getMessage(), e);
        }
        CompletableFuture<Void> unused = process.onExit().thenAccept(this::restart);
    }

    /** A service that dies comes back: what it had begun is taken up again. */
    private synchronized void restart(Process ended) {
        if (!closed && process == ended && wasReady && restarts < MOST_RESTARTS) {
            restarts++;
            start();
        }
    }

    void awaitReady(HttpClient http) {
        long deadline = System.nanoTime() + START_LIMIT.toNanos();
        while (!isReady(http)) {
            Process running = current();
            try {
                if (running.waitFor(200, TimeUnit.MILLISECONDS)) {
                    throw failure("ended with exit code " + running.exitValue() + " while it started");
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw failure("was interrupted while it started");
            }
            if (System.nanoTime() > deadline) {
                throw failure("is not ready after " + START_LIMIT.toSeconds() + " s");
            }
        }
        synchronized (this) {
            wasReady = true;
        }
    }

    private boolean isReady(HttpClient http) {
        HttpRequest request = HttpRequest.newBuilder(command.ready())
                .timeout(Duration.ofSeconds(2))
                .build();
        try {
            return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private synchronized Process current() {
        if (process == null) {
            throw new IllegalStateException(command.name() + " was never started");
        }
        return process;
    }

    /** Asks the process to stop; {@link #close} waits for it. */
    synchronized void requestStop() {
        closed = true;
        if (process != null) {
            process.destroy();
        }
    }

    @Override
    public void close() {
        requestStop();
        Process last;
        synchronized (this) {
            last = process;
        }
        try {
            if (last != null && !last.waitFor(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                last.destroyForcibly();
            }
        } catch (InterruptedException e) {
            last.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private NoisyStudentException failure(String what) {
        return new NoisyStudentException(
                ErrorCode.SERVICE_FAILED, command.name(), what + "; the end of " + command.log() + ":\n" + logTail());
    }

    private String logTail() {
        try {
            List<String> lines = Files.readAllLines(command.log());
            return String.join("\n", lines.subList(Math.max(0, lines.size() - LOG_LINES), lines.size()));
        } catch (IOException e) {
            return "(" + e.getMessage() + ")";
        }
    }
}
