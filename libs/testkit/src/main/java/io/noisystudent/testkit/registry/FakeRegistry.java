package io.noisystudent.testkit.registry;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.event.ModelRef;
import io.noisystudent.contracts.registry.AliasMove;
import io.noisystudent.contracts.registry.AliasSlot;
import io.noisystudent.contracts.registry.ModelEvaluation;
import io.noisystudent.contracts.registry.ModelVersion;
import io.noisystudent.contracts.registry.PromotionRequest;
import io.noisystudent.contracts.registry.Verdict;
import io.noisystudent.contracts.registry.VersionDescription;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.KeyPair;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What services see of the registry over HTTP: an {@link InMemoryRegistry} that a test fills, watches and disturbs.
 *
 * <p>It answers one call after the other: what a test does while one is carried out comes before the next.
 */
public final class FakeRegistry implements AutoCloseable {
    private final InMemoryRegistry registry;
    private final RegistryRoutes routes;
    private final HttpServer server;
    private final AtomicInteger requests = new AtomicInteger();
    private volatile Consumer<String> observer = call -> {};
    private volatile @Nullable ErrorCode refusal;

    /**
     * A registry that signs nothing.
     *
     * @param classes of every file that is registered
     */
    public FakeRegistry(List<String> classes) {
        this(classes, null);
    }

    /** @param key signs every version that is registered; null for none */
    public FakeRegistry(List<String> classes, @Nullable KeyPair key) {
        registry = new InMemoryRegistry(classes, key);
        routes = new RegistryRoutes(registry);
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

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            requests.incrementAndGet();
            String call =
                    exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath();
            observer.accept(call);
            ErrorCode code = refusal;
            if (code == null) {
                routes.answer(exchange, call);
            } else {
                routes.refuse(exchange, code, call);
            }
        }
    }

    /** How often it was asked. */
    public int requests() {
        return requests.get();
    }

    /** Gets every call before it is carried out, {@code POST /path} for example. */
    public void observe(Consumer<String> listener) {
        observer = listener;
    }

    /** Refuses every call from now on for this reason; null for none. */
    public void refuse(@Nullable ErrorCode code) {
        refusal = code;
    }

    /** Registers a file under the next number. */
    public ModelRef put(String model, byte[] onnx) {
        ModelRef next = new ModelRef(model, registry.versions(model).size() + 1);
        put(next, onnx);
        return next;
    }

    /** Registers a file as this version. */
    public void put(ModelRef model, byte[] onnx) {
        registry.shelf().put(model, onnx, new VersionDescription(null, null));
    }

    /** Has a version without a file. */
    public void add(ModelVersion version) {
        registry.shelf().add(version);
    }

    /** Serves other bytes than the version's digest says. */
    public void damage(ModelRef model, byte[] bytes) {
        registry.shelf().damage(model, bytes);
    }

    /** Every version of every model, in the order of their registration. */
    public List<ModelVersion> versions() {
        return registry.shelf().all();
    }

    /** The uploaded bytes of a version. */
    public byte[] artifact(ModelVersion version) {
        return registry.artifact(version.model());
    }

    /** Signs a version with this registry's key. */
    public void sign(ModelRef model) {
        registry.shelf().sign(model);
    }

    /** Replaces the signature of a version. */
    public void sign(ModelRef model, KeyPair by) {
        registry.shelf().sign(model, by);
    }

    /** Takes the signature of a version away. */
    public void unsign(ModelRef model) {
        registry.shelf().unsign(model);
    }

    /** Makes a version the teacher, as a person does; it need not be there. */
    public void teacher(ModelRef model) {
        long revision = registry.alias(model.name(), AliasSlot.TEACHER)
                .map(AliasSlot::revision)
                .orElse(0L);
        AliasMove move = new AliasMove(model.version(), "test", "because", List.of());
        registry.aliases().move(model.name(), AliasSlot.TEACHER, revision, move);
    }

    /** The teacher of a model; null before there is one. */
    public @Nullable ModelRef teacher(String model) {
        return registry.alias(model, AliasSlot.TEACHER)
                .map(slot -> new ModelRef(model, slot.version()))
                .orElse(null);
    }

    /** What its gate says to the next candidates whose evidence is there. */
    public void decide(Verdict.Outcome next) {
        registry.gate().decide(next);
    }

    /** All evidence that was posted, by id. */
    public Map<String, ModelEvaluation> evaluations() {
        return registry.gate().evaluations();
    }

    /** What the gate was asked, in this order. */
    public List<PromotionRequest> promotionRequests() {
        return registry.gate().requests();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
