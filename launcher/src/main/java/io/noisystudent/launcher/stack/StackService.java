package io.noisystudent.launcher.stack;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.embedded.process.StartWait;
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
import java.util.concurrent.TimeUnit;

/**
 * One service jar as a child process: started, awaited until it is ready, stopped. It ends with this process.
 */
final class StackService implements StackProcess {
    private static final StartWait START = new StartWait(Duration.ofMillis(200));
    private static final Duration STOP_LIMIT = Duration.ofSeconds(15);
    private static final int LOG_LINES = 25;

    private final ServiceCommand command;
    private final Process process;

    private StackService(ServiceCommand command, Process process) {
        this.command = command;
        this.process = process;
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

    /** Starts the process, and does not wait until it is ready. */
    static StackService start(ServiceCommand command) {
        ProcessBuilder builder = new ProcessBuilder(command.arguments());
        builder.environment().putAll(command.environment());
        builder.redirectErrorStream(true);
        builder.redirectOutput(ProcessBuilder.Redirect.appendTo(command.log().toFile()));
        try {
            return new StackService(command, builder.start());
        } catch (IOException e) {
            throw new NoisyStudentException(
                    ErrorCode.SERVICE_FAILED, command.name(), "cannot be started: " + e.getMessage(), e);
        }
    }

    @Override
    public ProcessHandle handle() {
        return process.toHandle();
    }

    @Override
    public Path log() {
        return command.log();
    }

    void awaitReady(HttpClient http) {
        try {
            START.await(process, () -> isReady(http)).ifPresent(reason -> {
                throw failure(reason);
            });
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failure("the wait for it was interrupted");
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

    @Override
    public void requestStop() {
        process.destroy();
    }

    @Override
    public void close() {
        requestStop();
        try {
            if (!process.waitFor(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
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
