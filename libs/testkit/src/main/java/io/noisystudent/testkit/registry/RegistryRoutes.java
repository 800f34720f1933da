package io.noisystudent.testkit.registry;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import io.noisystudent.contracts.codec.JsonMapper;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.event.ModelRef;
import io.noisystudent.contracts.registry.AliasMove;
import io.noisystudent.contracts.registry.ModelEvaluation;
import io.noisystudent.contracts.registry.Page;
import io.noisystudent.contracts.registry.Problem;
import io.noisystudent.contracts.registry.PromotionRequest;
import io.noisystudent.contracts.registry.VersionDescription;
import io.noisystudent.contracts.registry.VersionRequest;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The routes of the registry's API that the services call, over an {@link InMemoryRegistry}. */
final class RegistryRoutes {
    private static final String API = "/api/v1/";
    private static final Pattern BLOB = Pattern.compile("PUT " + API + "blobs/sha256/([0-9a-f]+)");
    private static final Pattern VERSIONS = Pattern.compile("(GET|POST) " + API + "models/([^/]+)/versions");
    private static final Pattern VERSION =
            Pattern.compile("(?:GET|POST) " + API + "models/([^/]+)/versions/(\\d+)(?:/(\\w+))?");
    private static final Pattern ALIAS =
            Pattern.compile("(GET|PUT) " + API + "models/([^/]+)/aliases/([^/]+)(/history)?");
    private static final Map<ErrorCode, Integer> STATUS =
            Map.of(ErrorCode.NOT_FOUND, 404, ErrorCode.STALE_REVISION, 412, ErrorCode.BAD_REQUEST, 400);
    private static final int CONFLICT = 409;
    private static final int OK = 200;

    private final ObjectMapper mapper = JsonMapper.create();
    private final Map<String, byte[]> blobs = new ConcurrentHashMap<>();
    private final InMemoryRegistry registry;

    RegistryRoutes(InMemoryRegistry registry) {
        this.registry = registry;
    }

    /** @param call method and path */
    void answer(HttpExchange exchange, String call) throws IOException {
        try {
            Object body = body(exchange, call);
            send(exchange, OK, body instanceof byte[] raw ? raw : mapper.writeValueAsBytes(body));
        } catch (NoisyStudentException e) {
            refuse(exchange, STATUS.getOrDefault(e.code(), CONFLICT), e.code(), e.subject(), e.getMessage());
        }
    }

    /** Answers a conflict, whatever the code is. */
    void refuse(HttpExchange exchange, ErrorCode code, String call) throws IOException {
        refuse(exchange, CONFLICT, code, call, "refused by the test");
    }

    private void refuse(HttpExchange exchange, int status, ErrorCode code, String subject, @Nullable String detail)
            throws IOException {
        send(
                exchange,
                status,
                mapper.writeValueAsBytes(new Problem("Refused", status, code, subject, String.valueOf(detail))));
    }

    private Object body(HttpExchange exchange, String call) throws IOException {
        Matcher blob = BLOB.matcher(call);
        if (blob.matches()) {
            blobs.put(blob.group(1), exchange.getRequestBody().readAllBytes());
            return Map.of();
        }
        if (call.equals("GET " + API + "models")) {
            return page(registry.models());
        }
        Matcher versions = VERSIONS.matcher(call);
        if (versions.matches()) {
            String model = versions.group(2);
            return versions.group(1).equals("GET")
                    ? page(registry.versions(model))
                    : register(model, read(exchange, VersionRequest.class));
        }
        Matcher version = VERSION.matcher(call);
        if (version.matches()) {
            ModelRef model = new ModelRef(version.group(1), Integer.parseInt(version.group(2)));
            String part = Optional.ofNullable(version.group(3)).orElse("");
            return call.startsWith("POST ") ? change(exchange, model, part) : part(model, part);
        }
        Matcher alias = ALIAS.matcher(call);
        if (alias.matches()) {
            return alias(exchange, alias);
        }
        throw nothing(call);
    }

    private Object register(String model, VersionRequest request) {
        byte[] onnx = blobs.get(request.sha256());
        if (onnx == null) {
            throw nothing(request.sha256());
        }
        return registry.shelf().register(model, onnx, new VersionDescription(request.lineage(), request.report()));
    }

    private Object part(ModelRef model, String part) {
        return switch (part) {
            case "" -> registry.version(model).orElseThrow(() -> nothing(model.toString()));
            case "artifact" -> registry.artifact(model);
            case "signatures" -> page(registry.signatures(model));
            case "evaluations" -> page(registry.evaluations(model));
            case "verdict" -> registry.verdict(model).orElseThrow(() -> nothing(model.toString()));
            default -> throw nothing(part);
        };
    }

    private Object change(HttpExchange exchange, ModelRef model, String part) throws IOException {
        return switch (part) {
            case "evaluations" -> registry.postEvaluation(read(exchange, ModelEvaluation.class));
            case "promote" -> registry.promote(model, read(exchange, PromotionRequest.class));
            default -> throw nothing(part);
        };
    }

    private Object alias(HttpExchange exchange, Matcher path) throws IOException {
        String model = path.group(2);
        String alias = path.group(3);
        if (path.group(4) != null) {
            return page(registry.history(model, alias));
        }
        if (path.group(1).equals("GET")) {
            return registry.alias(model, alias).orElseThrow(() -> nothing(model + "/" + alias));
        }
        String revision = exchange.getRequestHeaders().getFirst("If-Match").replace("\"", "");
        return registry.moveAlias(model, alias, Long.parseLong(revision), read(exchange, AliasMove.class));
    }

    private static Page<?> page(List<?> items) {
        return new Page<>(items, null);
    }

    private <T> T read(HttpExchange exchange, Class<T> type) throws IOException {
        return mapper.readValue(exchange.getRequestBody(), type);
    }

    private static NoisyStudentException nothing(String subject) {
        return new NoisyStudentException(ErrorCode.NOT_FOUND, subject, "it is not there");
    }

    private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
    }
}
