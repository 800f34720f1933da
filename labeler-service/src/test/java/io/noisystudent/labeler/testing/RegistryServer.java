package io.noisystudent.labeler.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.noisystudent.contracts.codec.JsonCodec;
import io.noisystudent.contracts.digest.Digests;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.event.ModelRef;
import io.noisystudent.contracts.registry.AliasSlot;
import io.noisystudent.contracts.registry.ModelVersion;
import io.noisystudent.contracts.registry.Problem;
import io.noisystudent.registryclient.signing.ModelSignature;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The answers of the registry that a labeler asks for: a version, its artifact, its signatures, an alias. */
public final class RegistryServer implements AutoCloseable {
    private static final Pattern VERSION =
            Pattern.compile("/api/v1/models/([^/]+)/versions/(\\d+)(/artifact|/signatures)?");
    private static final Pattern ALIAS = Pattern.compile("/api/v1/models/([^/]+)/aliases/teacher");

    private final HttpServer server;
    private final Map<ModelRef, byte[]> artifacts = new ConcurrentHashMap<>();
    private final Map<ModelRef, String> digests = new ConcurrentHashMap<>();
    private final Map<ModelRef, JsonNode> signatures = new ConcurrentHashMap<>();
    private final Map<String, Integer> teachers = new ConcurrentHashMap<>();
    private final AtomicInteger requests = new AtomicInteger();

    public RegistryServer() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::answer);
        server.setExecutor(Executors.newCachedThreadPool());
        server.start();
    }

    public URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** Registers a file as a version. */
    public void put(ModelRef model, byte[] onnx) {
        artifacts.put(model, onnx);
        digests.put(model, Digests.sha256Hex(onnx));
    }

    /** Serves other bytes than the version's digest says. */
    public void damage(ModelRef model, byte[] bytes) {
        artifacts.put(model, bytes);
    }

    /** Signs a version that was put. */
    public void sign(ModelRef model, KeyPair key) {
        signatures.put(model, ModelSignature.sign(key.getPrivate(), key.getPublic(), model, digests.get(model)));
    }

    public void teacher(ModelRef model) {
        teachers.put(model.name(), model.version());
    }

    public int requests() {
        return requests.get();
    }

    private void answer(HttpExchange exchange) throws IOException {
        requests.incrementAndGet();
        String path = exchange.getRequestURI().getPath();
        Matcher version = VERSION.matcher(path);
        Matcher alias = ALIAS.matcher(path);
        if (version.matches()) {
            ModelRef model = new ModelRef(version.group(1), Integer.parseInt(version.group(2)));
            byte[] bytes = artifacts.get(model);
            if (bytes != null) {
                send(exchange, 200, said(version.group(3), model, bytes));
                return;
            }
        } else if (alias.matches() && teachers.containsKey(alias.group(1))) {
            send(exchange, 200, slot(alias.group(1), teachers.get(alias.group(1))));
            return;
        }
        send(
                exchange,
                404,
                JsonCodec.of(Problem.class)
                        .encode(new Problem("not found", 404, ErrorCode.NOT_FOUND, path, "nothing here")));
    }

    private byte[] said(@Nullable String part, ModelRef model, byte[] bytes) {
        if (part == null) {
            return describe(model, bytes.length);
        }
        if (part.equals("/artifact")) {
            return bytes;
        }
        JsonNode signature = signatures.get(model);
        String items = signature == null ? "" : signature.toString();
        return ("{\"items\":[" + items + "],\"next\":null}").getBytes(StandardCharsets.UTF_8);
    }

    private byte[] describe(ModelRef model, int size) {
        return JsonCodec.of(ModelVersion.class)
                .encode(new ModelVersion(
                        model, digests.get(model), size, TinyModels.CLASSES, null, null, Instant.EPOCH));
    }

    private static byte[] slot(String model, int version) {
        return JsonCodec.of(AliasSlot.class)
                .encode(new AliasSlot(
                        model,
                        "teacher",
                        1,
                        version,
                        null,
                        "test",
                        "test",
                        List.of(),
                        List.of(),
                        "n",
                        Instant.EPOCH,
                        null));
    }

    private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
        try (exchange) {
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
