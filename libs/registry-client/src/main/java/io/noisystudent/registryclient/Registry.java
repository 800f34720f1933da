package io.noisystudent.registryclient;

import com.fasterxml.jackson.databind.JsonNode;
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
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The registry as its users see it: versions of models, their files and evidence, and the aliases that point to them.
 *
 * <p>Blocking and thread-safe. Refusals arrive as {@link NoisyStudentException} with the registry's own code; a registry
 * that cannot be reached is {@code REGISTRY_UNAVAILABLE}.
 */
public interface Registry {
    /** Whether a model without a trusted signature is refused. */
    boolean requiresSignatures();

    /**
     * Lets a version pass if its signature is trusted, or need not be.
     *
     * @throws NoisyStudentException {@code UNTRUSTED_SIGNATURE}
     */
    void verify(ModelVersion version);

    /** The signatures of a version: Sigstore bundles. */
    List<JsonNode> signatures(ModelRef model);

    /** All registered models. */
    List<ModelSummary> models();

    Optional<ModelVersion> version(ModelRef model);

    /** All versions of a model, oldest first; empty for a model that is not registered. */
    List<ModelVersion> versions(String model);

    /** Uploads an ONNX file and makes it a version; the same request or the same file again gives the same version. */
    ModelVersion register(String model, Path onnx, VersionDescription description);

    /**
     * Downloads an artifact; {@code target} appears complete, with the SHA-256 that the registry states and a signature
     * that is accepted, or not at all.
     */
    void downloadArtifact(ModelRef model, Path target);

    /** The current slot of an alias, or nothing when it was never set. */
    Optional<AliasSlot> alias(String model, String alias);

    /** Every slot of an alias that there ever was. */
    List<AliasSlot> history(String model, String alias);

    /**
     * Points an alias to a version.
     *
     * @param revision that the move replaces, 0 for a new alias; an older one than the current is {@code STALE_REVISION}
     */
    AliasSlot moveAlias(String model, String alias, long revision, AliasMove move);

    /** Posts evidence; the same evaluation again changes nothing. */
    ModelEvaluation postEvaluation(ModelEvaluation evaluation);

    List<ModelEvaluation> evaluations(ModelRef model);

    /** Asks the gate; a version that was decided before keeps its verdict. */
    Verdict promote(ModelRef model, PromotionRequest request);

    /** What was decided about a version; nothing before. */
    Optional<Verdict> verdict(ModelRef model);
}
