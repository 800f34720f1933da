package io.noisystudent.teacher.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.noisystudent.testkit.registry.FakeRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The packaged service in a process of its own. */
public final class ServiceProcess implements AutoCloseable {
    private static final Path JAR = Path.of("target", "quarkus-app", "quarkus-run.jar");

    private final HttpClient http = HttpClient.newHttpClient();
    private final ObjectMapper mapper = new ObjectMapper();
    private final Process process;
    private final Path log;
    private final int port;

    private ServiceProcess(Process process, Path log, int port) {
        this.process = process;
        this.log = log;
        this.port = port;
    }

    /** Starts an instance with these settings besides those that make it quick. */
    public static ServiceProcess start(Map<String, String> settings) {
        try {
            int port = freePort();
            Path log = Files.createTempFile("teacher-service-", ".log");
            List<String> command = new ArrayList<>(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-XX:TieredStopAtLevel=1",
                    "-XX:+UseSerialGC",
                    "-Xmx192m",
                    "-Dquarkus.http.host=127.0.0.1",
                    "-Dquarkus.http.port=" + port,
                    "-Dnoisystudent.curriculum.settle=300ms",
                    "-Dnoisystudent.curriculum.tick=100ms",
                    "-Dkafka.bootstrap.servers=" + Broker.bootstrapServers()));
            settings.forEach((name, value) -> command.add("-D" + name + "=" + value));
            command.addAll(List.of("-jar", JAR.toString()));
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            return new ServiceProcess(process, log, port);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** An instance that works on a pipeline. */
    public static ServiceProcess start(TestPipeline pipeline, FakeRegistry registry, String instance) {
        return start(pipeline, registry, Map.of("noisystudent.instance", instance));
    }

    /** An instance that works on a pipeline, with these settings besides. */
    public static ServiceProcess start(TestPipeline pipeline, FakeRegistry registry, Map<String, String> settings) {
        Map<String, String> all = new HashMap<>(settings);
        all.put("noisystudent.pipeline.file", pipeline.file().toString());
        all.put("noisystudent.registry.url", registry.uri().toString());
        return start(all);
    }

    public URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    /** What it says about itself; empty while it does not answer. */
    public Optional<JsonNode> get(String path) {
        return send("GET", path).map(answer -> {
            try {
                return mapper.readTree(answer.body());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    public Optional<HttpResponse<String>> send(String method, String path, String... headers) {
        try {
            HttpRequest.Builder request = HttpRequest.newBuilder(uri(path))
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

    public boolean isActive() {
        return get("/api/v1/status")
                .map(status -> status.path("active").asBoolean())
                .orElse(false);
    }

    public boolean isReady() {
        return send("GET", "/q/health/ready")
                .map(answer -> answer.statusCode() == 200)
                .orElse(false);
    }

    /** The exit code, if it ends within that time. */
    public int awaitExit(long seconds) throws InterruptedException {
        if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
            throw new IllegalStateException("still runs: " + output());
        }
        return process.exitValue();
    }

    /** Everything that it has printed. */
    public String output() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Holds it up as a long pause of its machine would, or lets it go on. */
    public void signal(String name) {
        try {
            new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
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

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
