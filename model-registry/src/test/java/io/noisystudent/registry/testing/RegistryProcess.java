package io.noisystudent.registry.testing;

import io.noisystudent.testkit.stack.EmbeddedStack;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** The packaged service in a process of its own, on a real broker and a real store. */
public final class RegistryProcess implements AutoCloseable {
    private static final Path JAR = Path.of("target", "quarkus-app", "quarkus-run.jar");
    private static final Duration START = Duration.ofMinutes(2);

    private final HttpClient http = HttpClient.newHttpClient();
    private final Process process;
    private final Path log;
    private final int port;

    private RegistryProcess(Process process, Path log, int port) {
        this.process = process;
        this.log = log;
        this.port = port;
    }

    /** Starts an instance and waits until it is ready. */
    public static RegistryProcess start(EmbeddedStack stack, Map<String, String> more) {
        RegistryProcess registry = launch(settings(stack, more));
        Awaitility.await()
                .atMost(START)
                .pollInterval(Duration.ofMillis(200))
                .failFast(registry::requireAlive)
                .until(registry::isReady);
        return registry;
    }

    /** Starts a process with these settings only, and waits for nothing. */
    public static RegistryProcess launch(Map<String, String> settings) {
        try {
            int port = freePort();
            Path log = Files.createTempFile("model-registry-", ".log");
            List<String> command = new ArrayList<>(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-XX:TieredStopAtLevel=1",
                    "-XX:+UseSerialGC",
                    "-Xmx256m",
                    "-XX:SharedArchiveFile=" + SharedClasses.of(JAR),
                    "-Dquarkus.http.host=127.0.0.1",
                    "-Dquarkus.http.port=" + port));
            settings.forEach((name, value) -> command.add("-D" + name + "=" + value));
            command.addAll(List.of("-jar", JAR.toString()));
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            return new RegistryProcess(process, log, port);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The settings of an instance on this stack. */
    public static Map<String, String> settings(EmbeddedStack stack, Map<String, String> more) {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("noisystudent.pipeline.file", pipeline(stack.bucket()).toString());
        settings.put(
                "noisystudent.store.endpoint", stack.objectStore().endpoint().toString());
        settings.put("noisystudent.store.access-key", stack.objectStore().accessKey());
        settings.put("noisystudent.store.secret-key", stack.objectStore().secretKey());
        settings.put("noisystudent.store.bucket", stack.bucket());
        settings.put("kafka.bootstrap.servers", stack.kafka().bootstrapServers());
        // A process for each upload is tried where uploads are the matter.
        settings.put("noisystudent.registry.trial-process", "false");
        settings.putAll(more);
        return settings;
    }

    /** A pipeline of its own for each bucket: the log of another bucket's models is ahead of this one. */
    public static Path pipeline(String bucket) {
        Path file = Path.of("src/test/resources/pipeline.yaml");
        if (bucket.equals("models")) {
            return file;
        }
        try {
            String named = Files.readString(file).replace("name: shapes", "name: " + bucket);
            return Files.writeString(Files.createTempFile("pipeline-", ".yaml"), named);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    /** Sends a request to {@code path}. */
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

    private void requireAlive() {
        if (!process.isAlive()) {
            throw new IllegalStateException("it ended: " + output());
        }
    }

    public boolean isReady() {
        try {
            return send("/q/health/ready", HttpRequest.newBuilder()).statusCode() == 200;
        } catch (UncheckedIOException e) {
            return false;
        }
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

    /** Ends it without a chance to clean up. */
    public void kill() {
        process.destroyForcibly().onExit().join();
    }

    /** Ends it as an operator does; returns whether it ended in that time. */
    public boolean terminate(long seconds) throws InterruptedException {
        process.destroy();
        return process.waitFor(seconds, TimeUnit.SECONDS);
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
