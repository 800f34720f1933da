package io.noisystudent.testkit.process;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** A service in a process of its own, which {@link #close} kills. */
public final class ServiceProcess implements AutoCloseable {
    private static final Duration START = Duration.ofMinutes(2);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Pattern ADDRESS = Pattern.compile("Listening on: (https?://[^\\s\",]+)");
    private static final int OK = 200;

    private final HttpClient http = HttpClient.newHttpClient();
    private final ObjectMapper mapper = new ObjectMapper();
    private final Process process;
    private final Path log;
    private volatile @Nullable URI address;

    ServiceProcess(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /** Waits until it is ready; fails with all that it has printed if it ends instead. */
    public ServiceProcess awaitReady() {
        Awaitility.await()
                .atMost(START)
                .pollInterval(POLL)
                .failFast(this::requireAlive)
                .until(this::isReady);
        return this;
    }

    public boolean isReady() {
        return ask("GET", "/q/health/ready")
                .map(answer -> answer.statusCode() == OK)
                .orElse(false);
    }

    /** Where it answers; empty before it has said so. */
    public Optional<URI> address() {
        if (address == null) {
            Matcher matcher = ADDRESS.matcher(output());
            if (matcher.find()) {
                address = URI.create(matcher.group(1));
            }
        }
        return Optional.ofNullable(address);
    }

    /** @param path empty, or from the first slash on */
    public URI uri(String path) {
        URI base = address().orElseThrow(() -> new IllegalStateException("it does not listen: " + output()));
        return URI.create(base + path);
    }

    /** The answer to a request; an exception while it does not answer. */
    public HttpResponse<byte[]> send(String path, HttpRequest.Builder request) {
        try {
            return http.send(request.uri(uri(path)).build(), HttpResponse.BodyHandlers.ofByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /**
     * The answer to a request without a body; empty while it does not answer.
     *
     * @param headers name, value, name, value
     */
    public Optional<HttpResponse<String>> ask(String method, String path, String... headers) {
        Optional<URI> address = address();
        if (address.isEmpty()) {
            return Optional.empty();
        }
        try {
            HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(address.get() + path))
                    .header("X-Noisy-Student-Client", "test")
                    .method(method, HttpRequest.BodyPublishers.noBody());
            if (headers.length > 0) {
                request.headers(headers);
            }
            return Optional.of(http.send(request.build(), HttpResponse.BodyHandlers.ofString()));
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    /** What it says in JSON; empty while it does not answer. */
    public Optional<JsonNode> get(String path) {
        return ask("GET", path).map(answer -> {
            try {
                return mapper.readTree(answer.body());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    /** All that it has printed. */
    public String output() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public ProcessHandle handle() {
        return process.toHandle();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** Fails with all that it has printed if it has ended. */
    public void requireAlive() {
        if (!isAlive()) {
            throw new AssertionError("it has ended with status " + process.exitValue() + ":\n" + output());
        }
    }

    /** The exit status once it has ended by itself; fails with all that it has printed if it does not in that time. */
    public int awaitExit(Duration limit) {
        if (!ends(limit)) {
            throw new AssertionError("it did not end: " + output());
        }
        return process.exitValue();
    }

    /** Ends it as an operator does; returns whether it ended in that time. */
    public boolean terminate(Duration limit) {
        process.destroy();
        return ends(limit);
    }

    private boolean ends(Duration limit) {
        try {
            return process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Sends it a signal by its name: {@code STOP} holds it up as a long pause of its machine would. */
    public void signal(String name) {
        signal(handle(), name);
    }

    /** Sends any process a signal by its name. */
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

    /** Ends it without a chance to clean up. */
    public void kill() {
        process.destroyForcibly().onExit().join();
    }

    @Override
    public void close() {
        kill();
    }
}
