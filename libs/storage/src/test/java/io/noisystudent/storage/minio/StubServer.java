package io.noisystudent.storage.minio;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import static java.nio.charset.StandardCharsets.UTF_8;

/** A store with scripted failures, on objects or on a bucket that is not there; it keeps the requests. */
final class StubServer implements AutoCloseable {
    /** One request that was received: method and path, and the create-only header, or null. */
    record Request(String line, String condition) {}

    /** How the stub treats a request for an object. */
    interface Behavior {
        void answer(HttpExchange exchange) throws IOException;
    }

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Request> requests = new CopyOnWriteArrayList<>();

    /** With a bucket. */
    StubServer(Behavior behavior) throws IOException {
        this(empty(200), behavior);
    }

    private StubServer(Behavior bucket, Behavior behavior) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/bucket", exchange -> {
            // So that each request for an object opens a connection of its own.
            exchange.getResponseHeaders().set("Connection", "close");
            bucket.answer(exchange);
        });
        server.createContext("/bucket/object", exchange -> {
            exchange.getRequestBody().readAllBytes();
            requests.add(new Request(
                    exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath(),
                    exchange.getRequestHeaders().getFirst("If-None-Match")));
            behavior.answer(exchange);
        });
        server.start();
    }

    /** Without a bucket; {@code making} treats the request to make it. */
    static StubServer withoutBucket(Behavior making) throws IOException {
        Behavior absent = empty(404);
        return new StubServer(
                exchange -> (exchange.getRequestMethod().equals("PUT") ? making : absent).answer(exchange), absent);
    }

    /** With a bucket that is not readable. */
    static StubServer withForbiddenBucket() throws IOException {
        Behavior listing = error(403, "AccessDenied");
        Behavior head = empty(403);
        return new StubServer(
                exchange -> (exchange.getRequestMethod().equals("HEAD") ? head : listing).answer(exchange), head);
    }

    static Behavior empty(int status) {
        return exchange -> {
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
        };
    }

    static Behavior status(int status) {
        return error(status, "Stub");
    }

    static Behavior error(int status, String code) {
        return exchange -> {
            byte[] body = "<Error><Code>%s</Code><Message>stub says %d</Message></Error>"
                    .formatted(code, status)
                    .getBytes(UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/xml");
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        };
    }

    URI endpoint() {
        return URI.create("http://" + server.getAddress().getAddress().getHostAddress() + ":"
                + server.getAddress().getPort());
    }

    List<Request> requests() {
        return requests;
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
