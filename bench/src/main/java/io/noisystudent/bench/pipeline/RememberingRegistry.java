package io.noisystudent.bench.pipeline;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.noisystudent.contracts.codec.JsonCodec;
import io.noisystudent.contracts.codec.JsonMapper;
import io.noisystudent.contracts.digest.Digests;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.event.ModelRef;
import io.noisystudent.contracts.registry.ModelVersion;
import io.noisystudent.contracts.registry.Page;
import io.noisystudent.contracts.registry.Problem;
import io.noisystudent.contracts.registry.VersionRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** What labelers and trainers ask of a registry, in memory: versions of one model. */
final class RememberingRegistry implements AutoCloseable {
    private static final String BLOBS = "/api/v1/blobs/sha256/";

    private final String model;
    private final List<String> classes;
    private final String versionsPath;
    private final Map<String, byte[]> blobs = new ConcurrentHashMap<>();
    private final List<ModelVersion> versions = new CopyOnWriteArrayList<>();
    private final HttpServer server;

    RememberingRegistry(String model, List<String> classes) {
        this.model = model;
        this.classes = classes;
        versionsPath = "/api/v1/models/" + model + "/versions";
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::handle);
        server.start();
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** Registers a file. */
    ModelRef put(byte[] onnx) {
        String digest = Digests.sha256Hex(onnx);
        blobs.put(digest, onnx);
        return register(new VersionRequest(digest, null, null)).model();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            String call = exchange.getRequestMethod() + " " + path;
            if (call.startsWith("PUT " + BLOBS)) {
                blobs.put(
                        path.substring(BLOBS.length()),
                        exchange.getRequestBody().readAllBytes());
                exchange.sendResponseHeaders(201, -1);
            } else if (call.equals("POST " + versionsPath)) {
                byte[] body = exchange.getRequestBody().readAllBytes();
                answer(
                        exchange,
                        201,
                        register(JsonCodec.of(VersionRequest.class).decode(path, body)));
            } else if (call.equals("GET " + versionsPath)) {
                answer(exchange, 200, new Page<>(versions, null));
            } else if (call.startsWith("GET " + versionsPath + "/")) {
                version(exchange, path.substring(versionsPath.length() + 1));
            } else {
                answer(exchange, 404, new Problem("Not Found", 404, ErrorCode.NOT_FOUND, path, "not there"));
            }
        }
    }

    /** @param rest a number, or a number and a part of it */
    private void version(HttpExchange exchange, String rest) throws IOException {
        ModelVersion version = versions.get(Integer.parseInt(rest.replaceFirst("/.*", "")) - 1);
        if (rest.endsWith("/artifact")) {
            byte[] bytes = blobs.getOrDefault(version.sha256(), new byte[0]);
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
        } else if (rest.endsWith("/signatures")) {
            answer(exchange, 200, new Page<>(List.of(), null));
        } else {
            answer(exchange, 200, version);
        }
    }

    private synchronized ModelVersion register(VersionRequest request) {
        ModelVersion version = new ModelVersion(
                new ModelRef(model, versions.size() + 1),
                request.sha256(),
                blobs.getOrDefault(request.sha256(), new byte[0]).length,
                classes,
                request.lineage(),
                request.report(),
                Instant.EPOCH);
        versions.add(version);
        return version;
    }

    private static void answer(HttpExchange exchange, int status, Object body) throws IOException {
        byte[] bytes = JsonMapper.create().writeValueAsBytes(body);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
