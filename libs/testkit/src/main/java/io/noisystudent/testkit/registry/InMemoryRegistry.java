package io.noisystudent.testkit.registry;

import com.fasterxml.jackson.databind.JsonNode;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.event.ModelRef;
import io.noisystudent.contracts.registry.AliasMove;
import io.noisystudent.contracts.registry.AliasSlot;
import io.noisystudent.contracts.registry.ModelEvaluation;
import io.noisystudent.contracts.registry.ModelSummary;
import io.noisystudent.contracts.registry.ModelVersion;
import io.noisystudent.contracts.registry.PromotionRequest;
import io.noisystudent.contracts.registry.Verdict;
import io.noisystudent.contracts.registry.VersionDescription;
import io.noisystudent.registryclient.Registry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A registry without a store: it takes every file for a model, and its gate lets everything pass whose evidence is there.
 *
 * <p>Evidence about a version that is not registered is accepted: a test of the curriculum needs no files.
 */
public final class InMemoryRegistry implements Registry {
    private final VersionShelf versions;
    private final AliasSlots aliases = new AliasSlots();
    private final SimpleGate gate = new SimpleGate(aliases);

    /**
     * @param classes of every file that is registered
     * @param key signs every version that is registered; null for a registry that signs nothing
     */
    public InMemoryRegistry(List<String> classes, @Nullable KeyPair key) {
        versions = new VersionShelf(classes, key);
    }

    VersionShelf shelf() {
        return versions;
    }

    AliasSlots aliases() {
        return aliases;
    }

    SimpleGate gate() {
        return gate;
    }

    @Override
    public boolean requiresSignatures() {
        return false;
    }

    @Override
    public void verify(ModelVersion version) {}

    @Override
    public List<JsonNode> signatures(ModelRef model) {
        return versions.signatures(model);
    }

    @Override
    public List<ModelSummary> models() {
        return versions.all().stream()
                .map(version -> version.model().name())
                .distinct()
                .map(this::summary)
                .toList();
    }

    private ModelSummary summary(String model) {
        List<ModelVersion> all = versions.of(model);
        return new ModelSummary(
                model,
                all.size(),
                all.get(all.size() - 1).model().version(),
                alias(model, AliasSlot.TEACHER).map(AliasSlot::version).orElse(null));
    }

    @Override
    public Optional<ModelVersion> version(ModelRef model) {
        return versions.find(model);
    }

    @Override
    public List<ModelVersion> versions(String model) {
        return versions.of(model);
    }

    @Override
    public ModelVersion register(String model, Path onnx, VersionDescription description) {
        try {
            return versions.register(model, Files.readAllBytes(onnx), description);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void downloadArtifact(ModelRef model, Path target) {
        try {
            Files.write(target, artifact(model));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @throws NoisyStudentException {@code NOT_FOUND} */
    byte[] artifact(ModelRef model) {
        return versions.file(model)
                .orElseThrow(() -> new NoisyStudentException(
                        ErrorCode.NOT_FOUND, model.toString(), "there is no such version, or it has no file"));
    }

    @Override
    public Optional<AliasSlot> alias(String model, String alias) {
        return aliases.head(model, alias);
    }

    @Override
    public List<AliasSlot> history(String model, String alias) {
        return aliases.history(model, alias);
    }

    @Override
    public AliasSlot moveAlias(String model, String alias, long revision, AliasMove move) {
        ModelRef target = new ModelRef(model, move.version());
        if (versions.find(target).isEmpty()) {
            throw new NoisyStudentException(ErrorCode.NOT_FOUND, target.toString(), "there is no such version");
        }
        return aliases.move(model, alias, revision, move);
    }

    @Override
    public ModelEvaluation postEvaluation(ModelEvaluation evaluation) {
        return gate.post(evaluation);
    }

    @Override
    public List<ModelEvaluation> evaluations(ModelRef model) {
        return List.copyOf(gate.evaluations(model).values());
    }

    @Override
    public Verdict promote(ModelRef model, PromotionRequest request) {
        return gate.promote(model, request);
    }

    @Override
    public Optional<Verdict> verdict(ModelRef model) {
        return gate.verdict(model);
    }
}
