package io.noisystudent.registryclient;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import io.noisystudent.contracts.digest.Digests;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.event.ModelRef;
import io.noisystudent.contracts.registry.AliasMove;
import io.noisystudent.contracts.registry.AliasSlot;
import io.noisystudent.contracts.registry.ModelEvaluation;
import io.noisystudent.contracts.registry.ModelSummary;
import io.noisystudent.contracts.registry.ModelVersion;
import io.noisystudent.contracts.registry.Page;
import io.noisystudent.contracts.registry.PromotionRequest;
import io.noisystudent.contracts.registry.Verdict;
import io.noisystudent.contracts.registry.VersionDescription;
import io.noisystudent.contracts.registry.VersionRequest;
import io.noisystudent.registryclient.signing.Verification;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

import static java.util.Objects.requireNonNull;

/**
 * The registry over HTTP.
 *
 * <p>A registry that is away is asked again for some seconds; then the code is {@code REGISTRY_UNAVAILABLE}.
 */
public final class RegistryClient implements Registry {
    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);

    private final RegistryHttp http;
    private final Verification verification;

    /** @param registry for example {@code http://model-registry:8080} */
    public RegistryClient(URI registry) {
        this(registry, Verification.OFF);
    }

    /** A client that lets no model pass whose signature {@code verification} does not accept. */
    public RegistryClient(URI registry, Verification verification) {
        this(RegistryAddress.open(registry), verification);
    }

    /** A client that shows a token, or trusts an authority of its own. */
    public RegistryClient(RegistryAddress registry, Verification verification) {
        this(registry, verification, FIRST_PAUSE);
    }

    RegistryClient(URI registry, Duration firstPause) {
        this(RegistryAddress.open(registry), Verification.OFF, firstPause);
    }

    private RegistryClient(RegistryAddress registry, Verification verification, Duration firstPause) {
        this.http = new RegistryHttp(registry, firstPause);
        this.verification = requireNonNull(verification, "verification is null");
    }

    @Override
    public boolean requiresSignatures() {
        return verification.mode() == Verification.Mode.REQUIRED;
    }

    @Override
    public void verify(ModelVersion version) {
        if (verification.mode() != Verification.Mode.OFF) {
            verification.require(version.model(), version.sha256(), signatures(version.model()));
        }
    }

    @Override
    public List<JsonNode> signatures(ModelRef model) {
        return all(path(model) + "/signatures", new TypeReference<>() {});
    }

    @Override
    public List<ModelSummary> models() {
        return all("models", new TypeReference<>() {});
    }

    @Override
    public Optional<ModelVersion> version(ModelRef model) {
        return optional(() -> http.json(http.to(path(model)).build(), new TypeReference<ModelVersion>() {}));
    }

    @Override
    public List<ModelVersion> versions(String model) {
        return all(path(model) + "/versions", new TypeReference<>() {});
    }

    @Override
    public ModelVersion register(String model, Path onnx, VersionDescription description) {
        try {
            String sha256 = Digests.sha256Hex(onnx);
            http.upload(http.to("blobs/sha256/" + sha256)
                    .header("content-type", "application/octet-stream")
                    .PUT(HttpRequest.BodyPublishers.ofFile(onnx))
                    .build());
            VersionRequest body = new VersionRequest(sha256, description.lineage(), description.report());
            return http.json(
                    http.toWithJson(path(model) + "/versions", "POST", body).build(), new TypeReference<>() {});
        } catch (IOException e) {
            throw unusable(onnx, e);
        }
    }

    @Override
    public void downloadArtifact(ModelRef model, Path target) {
        ModelVersion version = version(model)
                .orElseThrow(() -> new NoisyStudentException(
                        ErrorCode.NOT_FOUND, model.toString(), "the registry has no such version"));
        verify(version);
        try (ArtifactFile file = ArtifactFile.beside(target)) {
            http.download(http.to(path(model) + "/artifact").build(), model, file);
            file.commit(version.sha256(), model.toString());
        } catch (IOException | UncheckedIOException e) {
            throw unusable(target, e);
        }
    }

    @Override
    public Optional<AliasSlot> alias(String model, String alias) {
        return optional(() -> http.json(http.to(path(model, alias)).build(), new TypeReference<AliasSlot>() {}));
    }

    @Override
    public List<AliasSlot> history(String model, String alias) {
        return all(path(model, alias) + "/history", new TypeReference<>() {});
    }

    @Override
    public AliasSlot moveAlias(String model, String alias, long revision, AliasMove move) {
        return http.json(
                http.toWithJson(path(model, alias), "PUT", move)
                        .header("If-Match", "\"" + revision + "\"")
                        .build(),
                new TypeReference<>() {});
    }

    @Override
    public ModelEvaluation postEvaluation(ModelEvaluation evaluation) {
        return http.json(
                http.toWithJson(path(evaluation.model()) + "/evaluations", "POST", evaluation)
                        .build(),
                new TypeReference<>() {});
    }

    @Override
    public List<ModelEvaluation> evaluations(ModelRef model) {
        return all(path(model) + "/evaluations", new TypeReference<>() {});
    }

    @Override
    public Verdict promote(ModelRef model, PromotionRequest request) {
        return http.json(
                http.toWithJson(path(model) + "/promote", "POST", request).build(), new TypeReference<>() {});
    }

    @Override
    public Optional<Verdict> verdict(ModelRef model) {
        return optional(() -> http.json(http.to(path(model) + "/verdict").build(), new TypeReference<Verdict>() {}));
    }

    /** Every page of a list; empty when what it belongs to is unknown. */
    private <T> List<T> all(String path, TypeReference<Page<T>> type) {
        List<T> items = new ArrayList<>();
        String query = "";
        while (true) {
            HttpRequest request = http.to(path + query).build();
            Optional<Page<T>> page = optional(() -> http.json(request, type));
            page.ifPresent(found -> items.addAll(found.items()));
            String next = page.map(Page::next).orElse(null);
            if (next == null) {
                return items;
            }
            query = "?cursor=" + escape(next);
        }
    }

    private static <T> Optional<T> optional(Supplier<T> request) {
        try {
            return Optional.of(request.get());
        } catch (NoisyStudentException e) {
            if (e.code() == ErrorCode.NOT_FOUND) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private static NoisyStudentException unusable(Path file, Exception cause) {
        return new NoisyStudentException(
                ErrorCode.DISK_FULL,
                file.toString(),
                "cannot be read or written (" + cause.getMessage() + "); check the disk's space and the permissions",
                cause);
    }

    private static String path(String model) {
        return "models/" + escape(model);
    }

    private static String path(String model, String alias) {
        return path(model) + "/aliases/" + escape(alias);
    }

    private static String path(ModelRef model) {
        return path(model.name()) + "/versions/" + model.version();
    }

    private static String escape(String segment) {
        return URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
