package io.noisystudent.teacher.testing;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.noisystudent.contracts.codec.JsonMapper;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.event.ModelRef;
import io.noisystudent.contracts.registry.AliasSlot;
import io.noisystudent.contracts.registry.Evaluation;
import io.noisystudent.contracts.registry.ModelVersion;
import io.noisystudent.contracts.registry.Page;
import io.noisystudent.contracts.registry.Problem;
import io.noisystudent.contracts.registry.PromotionRequest;
import io.noisystudent.contracts.registry.Verdict;
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
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What the teacher service sees of the registry over HTTP; promotes whatever has evidence. */
public final class FakeRegistry implements AutoCloseable {
    private static final Pattern VERSION = Pattern.compile("/api/v1/models/([^/]+)/versions/(\\d+)(?:/(\\w+))?");

    private final ObjectMapper mapper = JsonMapper.create();
    private final Map<String, Evaluation> evaluations = new ConcurrentHashMap<>();
    private final List<ModelVersion> versions = new CopyOnWriteArrayList<>();
    private final List<PromotionRequest> requests = new CopyOnWriteArrayList<>();
    private final HttpServer server;
    private volatile @Nullable ModelRef teacher;
    private volatile boolean movedByHand;
    private volatile Verdict.Outcome outcome = Verdict.Outcome.PROMOTED;

    public FakeRegistry() {
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

    /** Everything that was posted, by id. */
    public Map<String, Evaluation> evaluations() {
        return evaluations;
    }

    public List<PromotionRequest> promotionRequests() {
        return requests;
    }

    public @Nullable ModelRef teacher() {
        return teacher;
    }

    /** Has a version, whose file nobody asks for. */
    public void add(ModelVersion version) {
        versions.add(version);
    }

    /** Moves the alias, as a person does. */
    public void teacher(ModelRef model) {
        teacher = model;
        movedByHand = true;
    }

    /** What it says to the next candidates. */
    public void decide(Verdict.Outcome next) {
        outcome = next;
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            Matcher version = VERSION.matcher(path);
            if (path.endsWith("/versions") && exchange.getRequestMethod().equals("GET")) {
                answer(exchange, 200, new Page<>(versions, null));
            } else if (path.endsWith("/aliases/teacher")) {
                alias(exchange);
            } else if (version.matches() && "evaluations".equals(version.group(3))) {
                Evaluation posted = mapper.readValue(exchange.getRequestBody(), Evaluation.class);
                Evaluation kept = evaluations.putIfAbsent(posted.id(), posted);
                if (kept != null && !kept.metrics().equals(posted.metrics())) {
                    answer(exchange, 409, new Problem("Conflict", 409, ErrorCode.SLOT_TAKEN, posted.id(), "other"));
                } else {
                    answer(exchange, kept == null ? 201 : 200, posted);
                }
            } else if (version.matches() && "promote".equals(version.group(3))) {
                promote(exchange, new ModelRef(version.group(1), Integer.parseInt(version.group(2))));
            } else if (version.matches() && version.group(3) == null) {
                version(exchange, new ModelRef(version.group(1), Integer.parseInt(version.group(2))));
            } else {
                refuse(exchange, path);
            }
        }
    }

    private void version(HttpExchange exchange, ModelRef model) throws IOException {
        for (ModelVersion version : versions) {
            if (version.model().equals(model)) {
                answer(exchange, 200, version);
                return;
            }
        }
        refuse(exchange, model.toString());
    }

    private void alias(HttpExchange exchange) throws IOException {
        ModelRef current = teacher;
        if (current == null) {
            refuse(exchange, "teacher");
        } else {
            answer(
                    exchange,
                    200,
                    new AliasSlot(
                            current.name(),
                            "teacher",
                            1,
                            current.version(),
                            null,
                            "test",
                            "because",
                            List.of(),
                            List.of(),
                            "nonce",
                            Instant.EPOCH,
                            AliasSlot.Kind.PROMOTION));
        }
    }

    private void promote(HttpExchange exchange, ModelRef model) throws IOException {
        PromotionRequest request = mapper.readValue(exchange.getRequestBody(), PromotionRequest.class);
        requests.add(request);
        ModelRef incumbent = teacher;
        if (incumbent != null && !incumbent.equals(model) && !compares(request, incumbent)) {
            answer(
                    exchange,
                    412,
                    new Problem("Stale", 412, ErrorCode.STALE_REVISION, "evidence", incumbent + " is the teacher"));
            return;
        }
        if (model.equals(incumbent) && movedByHand) {
            answer(
                    exchange,
                    409,
                    new Problem(
                            "Conflict",
                            409,
                            ErrorCode.VERDICT_OUTDATED,
                            model.toString(),
                            "it is the teacher already"));
            return;
        }
        boolean proven = evaluations.keySet().containsAll(request.evidence());
        Verdict.Outcome verdict = proven ? outcome : Verdict.Outcome.REJECTED;
        if (verdict == Verdict.Outcome.PROMOTED) {
            teacher = model;
            movedByHand = false;
        }
        answer(
                exchange,
                200,
                new Verdict(
                        model, verdict, List.of(new Verdict.RuleResult("proven", proven, "evidence is there")), null));
    }

    private boolean compares(PromotionRequest request, ModelRef incumbent) {
        return request.evidence().stream().allMatch(id -> {
            Evaluation evidence = evaluations.get(id);
            return evidence == null
                    || (evidence.comparison() != null
                            && evidence.comparison().incumbent().equals(incumbent));
        });
    }

    private void refuse(HttpExchange exchange, String subject) throws IOException {
        answer(exchange, 404, new Problem("Not Found", 404, ErrorCode.NOT_FOUND, subject, "not there"));
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
