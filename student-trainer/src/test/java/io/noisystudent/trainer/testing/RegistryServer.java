package io.noisystudent.trainer.testing;

import com.fasterxml.jackson.databind.JsonNode;
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
import io.noisystudent.registryclient.signing.ModelSignature;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.KeyPair;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

import static java.util.Objects.requireNonNull;

/** What a trainer sees of the registry over HTTP: the versions of a model, and the way to add one. */
public final class RegistryServer implements AutoCloseable {
    private static final String BLOBS = "/api/v1/blobs/sha256/";
    private static final String VERSIONS = "/api/v1/models/shapes/versions";

    private final ObjectMapper mapper = JsonMapper.create();
    private final Map<String, byte[]> blobs = new ConcurrentHashMap<>();
    private final List<ModelVersion> versions = new CopyOnWriteArrayList<>();
    private final Map<Integer, JsonNode> signatures = new ConcurrentHashMap<>();
    private final @Nullable KeyPair key;
    private final HttpServer server;
    private volatile Consumer<String> observer = call -> {};
    private volatile @Nullable ErrorCode refusal;

    /** A registry that signs nothing. */
    public RegistryServer() {
        this(null);
    }

    /** @param key signs every version that is registered */
    public RegistryServer(@Nullable KeyPair key) {
        this.key = key;
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

    /** Is told of every call before it is carried out, {@code POST /path} for example. */
    public void observe(Consumer<String> listener) {
        observer = listener;
    }

    /** Refuses every call from now on for this reason; null for none. */
    public void refuse(@Nullable ErrorCode code) {
        refusal = code;
    }

    /** Every version that was registered, in this order. */
    public List<ModelVersion> versions() {
        return versions;
    }

    /** The uploaded bytes of a version. */
    public byte[] artifact(ModelVersion version) {
        return blobs.getOrDefault(version.sha256(), new byte[0]);
    }

    /** Signs a version with this registry's key. */
    public void sign(ModelVersion version) {
        sign(version, requireNonNull(key, "this registry signs nothing"));
    }

    /** Puts somebody's signature of a version in the place of the one that it has. */
    public void sign(ModelVersion version, KeyPair by) {
        signatures.put(
                version.model().version(),
                ModelSignature.sign(by.getPrivate(), by.getPublic(), version.model(), version.sha256()));
    }

    /** Takes the signature of a version away. */
    public void unsign(ModelVersion version) {
        signatures.remove(version.model().version());
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String call =
                    exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath();
            observer.accept(call);
            ErrorCode code = refusal;
            if (code != null) {
                answer(exchange, 409, new Problem("Refused", 409, code, call, "refused by the test"));
            } else if (call.startsWith("PUT " + BLOBS)) {
                blobs.put(
                        call.substring(("PUT " + BLOBS).length()),
                        exchange.getRequestBody().readAllBytes());
                exchange.sendResponseHeaders(201, -1);
            } else if (call.equals("POST " + VERSIONS)) {
                register(exchange, mapper.readValue(exchange.getRequestBody(), VersionRequest.class));
            } else if (call.equals("GET " + VERSIONS)) {
                answer(exchange, 200, new Page<>(versions, null));
            } else if (call.matches("GET " + VERSIONS + "/[0-9]+(/artifact|/signatures)?")) {
                version(exchange, call.substring(("GET " + VERSIONS + "/").length()));
            } else {
                answer(exchange, 404, new Problem("Not Found", 404, ErrorCode.NOT_FOUND, call, "not there"));
            }
        }
    }

    /** @param rest a number, or a number with {@code /artifact} or {@code /signatures} */
    private void version(HttpExchange exchange, String rest) throws IOException {
        int index = Integer.parseInt(rest.replaceFirst("/.*", "")) - 1;
        if (index >= versions.size()) {
            answer(exchange, 404, new Problem("Not Found", 404, ErrorCode.NOT_FOUND, rest, "no such version"));
        } else if (rest.endsWith("/artifact")) {
            byte[] bytes = artifact(versions.get(index));
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
        } else if (rest.endsWith("/signatures")) {
            answer(
                    exchange,
                    200,
                    new Page<>(
                            Optional.ofNullable(signatures.get(index + 1)).stream()
                                    .toList(),
                            null));
        } else {
            answer(exchange, 200, versions.get(index));
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
        if (key != null) {
            sign(version);
        }
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
