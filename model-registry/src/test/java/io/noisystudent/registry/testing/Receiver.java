package io.noisystudent.registry.testing;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.IntUnaryOperator;

/** A receiver of webhooks with scripted answers. */
public final class Receiver implements AutoCloseable {
    private final List<Heard> heard = new CopyOnWriteArrayList<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpServer server;
    private volatile IntUnaryOperator status = number -> 200;

    /** One request. */
    public record Heard(String path, String id, long timestamp, String signature, String body) {}

    public Receiver() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/", exchange -> {
            try (exchange) {
                var headers = exchange.getRequestHeaders();
                heard.add(new Heard(
                        exchange.getRequestURI().getPath(),
                        headers.getFirst("webhook-id"),
                        Long.parseLong(headers.getFirst("webhook-timestamp")),
                        headers.getFirst("webhook-signature"),
                        new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
                exchange.getResponseHeaders().add("Location", uri("/elsewhere").toString());
                exchange.sendResponseHeaders(status.applyAsInt(heard.size()), -1);
            }
        });
        server.start();
    }

    /** Answers the n-th request, from 1, with this status. */
    public void answer(IntUnaryOperator statusOf) {
        status = statusOf;
    }

    /** What came, in order. */
    public List<Heard> heard() {
        return List.copyOf(heard);
    }

    public URI uri(String path) {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
