package io.noisystudent.trainer.testing;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.noisystudent.contracts.codec.JsonMapper;
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

/** What a trainer sees of the registry over HTTP: the versions of a model, and the way to add one. */
public final class RegistryServer implements AutoCloseable {
    private static final String BLOBS = "/api/v1/blobs/sha256/";
    private static final String VERSIONS = "/api/v1/models/shapes/versions";

    private final ObjectMapper mapper = JsonMapper.create();
    private final Map<String, byte[]> blobs = new ConcurrentHashMap<>();
    private final List<ModelVersion> versions = new CopyOnWriteArrayList<>();
    private final HttpServer server;

    public RegistryServer() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::handle);
        server.start();
    }

    public URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** Every version that was registered, in this order. */
    public List<ModelVersion> versions() {
        return versions;
    }

    /** The uploaded bytes of a version. */
    public byte[] artifact(ModelVersion version) {
        return blobs.getOrDefault(version.sha256(), new byte[0]);
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String call =
                    exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath();
            if (call.startsWith("PUT " + BLOBS)) {
                blobs.put(
                        call.substring(("PUT " + BLOBS).length()),
                        exchange.getRequestBody().readAllBytes());
                exchange.sendResponseHeaders(201, -1);
            } else if (call.equals("POST " + VERSIONS)) {
                register(exchange, mapper.readValue(exchange.getRequestBody(), VersionRequest.class));
            } else if (call.matches("GET " + VERSIONS + "/[0-9]+(/artifact)?")) {
                answer(exchange, call.substring(("GET " + VERSIONS + "/").length()));
            } else if (call.equals("GET " + VERSIONS)) {
                answer(exchange, 200, new Page<>(versions, null));
            } else {
                answer(exchange, 404, new Problem("Not Found", 404, ErrorCode.NOT_FOUND, call, "not there"));
            }
        }
    }

    private void answer(HttpExchange exchange, String call) throws IOException {
        ModelVersion version = versions.get(Integer.parseInt(call.replaceAll("/.*", "")) - 1);
        if (call.endsWith("/artifact")) {
            byte[] onnx = artifact(version);
            exchange.sendResponseHeaders(200, onnx.length);
            exchange.getResponseBody().write(onnx);
        } else {
            answer(exchange, 200, version);
        }
    }

    private void register(HttpExchange exchange, VersionRequest request) throws IOException {
        ModelVersion version = new ModelVersion(
                new ModelRef("shapes", versions.size() + 1),
                request.sha256(),
                blobs.getOrDefault(request.sha256(), new byte[0]).length,
                Shapes.PIPELINE.classes(),
                request.lineage(),
                request.report(),
                Instant.EPOCH);
        versions.add(version);
        answer(exchange, 201, version);
    }

    private void answer(HttpExchange exchange, int status, Object body) throws IOException {
        byte[] bytes = mapper.writeValueAsBytes(body);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
