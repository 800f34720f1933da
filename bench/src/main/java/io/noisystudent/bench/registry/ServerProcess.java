package io.noisystudent.bench.registry;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A Java program that listens on a port, in a process of its own. */
final class ServerProcess implements AutoCloseable {
    private static final int POLL_MILLIS = 50;

    private final Process process;
    private final Path log;
    private final int port;

    private ServerProcess(Process process, Path log, int port) {
        this.process = process;
        this.log = log;
        this.port = port;
    }

    /** @param program what follows {@code java} and its properties */
    static ServerProcess start(Path log, List<String> flags, Map<String, String> properties, List<String> program)
            throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(flags);
        command.add("-Dquarkus.http.port=" + port);
        properties.forEach((name, value) -> command.add("-D" + name + "=" + value));
        command.addAll(program);
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        return new ServerProcess(process, log, port);
    }

    int port() {
        return port;
    }

    /** Waits until a GET gives 200; returns the time since {@code start} of {@link System#nanoTime}. */
    Duration awaitReady(String path, long start, Duration patience) throws Exception {
        while (true) {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
                if (new HttpGet(socket).send(path).status() == 200) {
                    return Duration.ofNanos(System.nanoTime() - start);
                }
            } catch (IOException e) {
                if (!process.isAlive()) {
                    throw new IllegalStateException("it ended: " + Files.readString(log), e);
                }
            }
            if (System.nanoTime() - start > patience.toNanos()) {
                throw new IllegalStateException("not ready after " + patience + ": " + Files.readString(log));
            }
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
        }
    }

    /** What Linux says of its memory, {@code VmRSS} or {@code VmHWM} for example; "unknown" elsewhere. */
    String memory(String field) throws IOException {
        Path status = Path.of("/proc", Long.toString(process.pid()), "status");
        if (!Files.isReadable(status)) {
            return "unknown";
        }
        return Files.readAllLines(status, StandardCharsets.UTF_8).stream()
                .filter(line -> line.startsWith(field + ":"))
                .map(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024 + " MiB")
                .findFirst()
                .orElse("unknown");
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
