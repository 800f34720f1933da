package io.noisystudent.testkit.registry;

import com.fasterxml.jackson.databind.JsonNode;
import io.noisystudent.contracts.digest.Digests;
import io.noisystudent.contracts.event.ModelRef;
import io.noisystudent.contracts.registry.ModelVersion;
import io.noisystudent.contracts.registry.VersionDescription;
import io.noisystudent.registryclient.signing.ModelSignature;
import java.security.KeyPair;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

import static java.util.Objects.requireNonNull;

/** The versions of an {@link InMemoryRegistry}, their files and their signatures. */
final class VersionShelf {
    private final List<String> classes;
    private final @Nullable KeyPair key;
    private final List<ModelVersion> versions = new ArrayList<>();
    private final Map<ModelRef, byte[]> files = new HashMap<>();
    private final Map<ModelRef, JsonNode> signatures = new HashMap<>();

    /** @param key signs every version that is registered; null for a shelf that signs nothing */
    VersionShelf(List<String> classes, @Nullable KeyPair key) {
        this.classes = List.copyOf(classes);
        this.key = key;
    }

    synchronized List<ModelVersion> all() {
        return List.copyOf(versions);
    }

    synchronized List<ModelVersion> of(String model) {
        return versions.stream()
                .filter(version -> version.model().name().equals(model))
                .toList();
    }

    synchronized Optional<ModelVersion> find(ModelRef model) {
        return versions.stream()
                .filter(version -> version.model().equals(model))
                .findFirst();
    }

    synchronized void add(ModelVersion version) {
        versions.add(version);
    }

    /** The next version of a model; the one that is there for the same request or the same file. */
    synchronized ModelVersion register(String model, byte[] onnx, VersionDescription description) {
        String sha256 = Digests.sha256Hex(onnx);
        for (ModelVersion known : of(model)) {
            if (description.lineage() == null
                    ? known.sha256().equals(sha256)
                    : known.lineage() != null
                            && known.lineage()
                                    .request()
                                    .identity()
                                    .equals(description.lineage().request().identity())) {
                return known;
            }
        }
        return put(new ModelRef(model, of(model).size() + 1), onnx, description);
    }

    synchronized ModelVersion put(ModelRef model, byte[] onnx, VersionDescription description) {
        ModelVersion version = new ModelVersion(
                model,
                Digests.sha256Hex(onnx),
                onnx.length,
                classes,
                description.lineage(),
                description.report(),
                Instant.EPOCH);
        versions.removeIf(known -> known.model().equals(model));
        versions.add(version);
        files.put(model, onnx);
        if (key != null) {
            sign(model, key);
        }
        return version;
    }

    synchronized Optional<byte[]> file(ModelRef model) {
        return Optional.ofNullable(files.get(model));
    }

    /** Keeps other bytes than the version's digest says. */
    synchronized void damage(ModelRef model, byte[] bytes) {
        files.put(model, bytes);
    }

    synchronized void sign(ModelRef model) {
        sign(model, requireNonNull(key, "this registry signs nothing"));
    }

    synchronized void sign(ModelRef model, KeyPair by) {
        String sha256 = find(model).orElseThrow().sha256();
        signatures.put(model, ModelSignature.sign(by.getPrivate(), by.getPublic(), model, sha256));
    }

    synchronized void unsign(ModelRef model) {
        signatures.remove(model);
    }

    synchronized List<JsonNode> signatures(ModelRef model) {
        return Optional.ofNullable(signatures.get(model)).stream().toList();
    }
}
