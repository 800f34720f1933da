package io.noisystudent.contracts.registry;

import com.fasterxml.jackson.core.type.TypeReference;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.event.ModelRef;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The registry as Java sees it; blocking and thread-safe.
 *
 * <p>Refusals arrive as {@link NoisyStudentException} with the registry's own code. A registry that is away is asked
 * again for some seconds; then the code is {@code REGISTRY_UNAVAILABLE}.
 */
public final class RegistryClient {
    /** The alias that points to the model which labels. */
    public static final String TEACHER = "teacher";

    private final RegistryHttp http;

    /** @param registry for example {@code http://model-registry:8080} */
    public RegistryClient(URI registry) {
        this.http = new RegistryHttp(registry);
    }

    public Optional<ModelVersion> version(ModelRef model) {
        return optional(() -> http.json(http.to(path(model)).build(), new TypeReference<ModelVersion>() {}));
    }

    /** All versions of a model, oldest first; empty for a model that nobody registered. */
    public List<ModelVersion> versions(String model) {
        List<ModelVersion> versions = new ArrayList<>();
        String cursor = null;
        do {
            Optional<Page<ModelVersion>> page = page(model, cursor);
            page.ifPresent(found -> versions.addAll(found.items()));
            cursor = page.map(Page::next).orElse(null);
        } while (cursor != null);
        return versions;
    }

    private Optional<Page<ModelVersion>> page(String model, @Nullable String cursor) {
        String query = cursor == null ? "" : "?cursor=" + escape(cursor);
        HttpRequest request =
                http.to("models/" + escape(model) + "/versions" + query).build();
        return optional(() -> http.json(request, new TypeReference<Page<ModelVersion>>() {}));
    }

    /** Uploads an ONNX file and makes it a version; the same request or the same file again gives the same version. */
    public ModelVersion register(String model, Path onnx, VersionDescription description) {
        try {
            String sha256 = ArtifactDownload.sha256(onnx);
            HttpRequest upload = http.to("blobs/sha256/" + sha256)
                    .header("content-type", "application/octet-stream")
                    .PUT(HttpRequest.BodyPublishers.ofFile(onnx))
                    .build();
            http.stream(upload).close();
            VersionRequest body = new VersionRequest(sha256, description.lineage(), description.report());
            HttpRequest request = http.toWithJson("models/" + escape(model) + "/versions", "POST", body)
                    .build();
            return http.json(request, new TypeReference<ModelVersion>() {});
        } catch (IOException e) {
            throw unreadable(onnx, e);
        }
    }

    /** Downloads an artifact; {@code target} appears complete, with the SHA-256 that the registry states, or not at all. */
    public void downloadArtifact(ModelRef model, Path target) {
        ModelVersion version = version(model)
                .orElseThrow(() -> new NoisyStudentException(
                        ErrorCode.NOT_FOUND, model.toString(), "the registry has no such version"));
        try (InputStream bytes = http.stream(http.to(path(model) + "/artifact").build())) {
            ArtifactDownload.save(bytes, version.sha256(), target, model.toString());
        } catch (IOException e) {
            throw unreadable(target, e);
        }
    }

    /** The current slot of an alias, or nothing when it was never set. */
    public Optional<AliasSlot> alias(String model, String alias) {
        HttpRequest request =
                http.to("models/" + escape(model) + "/aliases/" + escape(alias)).build();
        return optional(() -> http.json(request, new TypeReference<AliasSlot>() {}));
    }

    /** Posts evidence; the same evaluation again changes nothing. */
    public Evaluation postEvaluation(Evaluation evaluation) {
        HttpRequest request = http.toWithJson(path(evaluation.model()) + "/evaluations", "POST", evaluation)
                .build();
        return http.json(request, new TypeReference<Evaluation>() {});
    }

    public List<Evaluation> evaluations(ModelRef model) {
        HttpRequest request = http.to(path(model) + "/evaluations").build();
        return http.json(request, new TypeReference<Page<Evaluation>>() {}).items();
    }

    /** Asks the gate; a version that was decided before keeps its verdict. */
    public Verdict promote(ModelRef model, PromotionRequest request) {
        return http.json(
                http.toWithJson(path(model) + "/promote", "POST", request).build(), new TypeReference<Verdict>() {});
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

    private static NoisyStudentException unreadable(Path file, IOException cause) {
        return new NoisyStudentException(
                ErrorCode.DISK_FULL,
                file.toString(),
                "cannot be read or written (" + cause.getMessage() + "); check the disk's space and the permissions",
                cause);
    }

    private static String path(ModelRef model) {
        return "models/" + escape(model.name()) + "/versions/" + model.version();
    }

    private static String escape(String segment) {
        return URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
