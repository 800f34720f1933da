package io.noisystudent.registry.promotion;

import io.noisystudent.contracts.config.GateConfig;
import io.noisystudent.contracts.config.GateRule;
import io.noisystudent.contracts.config.GateRule.MaxLoss;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.event.ModelRef;
import io.noisystudent.contracts.event.TrainingRequest.Purpose;
import io.noisystudent.contracts.registry.Lineage;
import io.noisystudent.contracts.registry.ModelEvaluation;
import io.noisystudent.contracts.registry.ModelVersion;
import io.noisystudent.contracts.registry.PairedComparison;
import io.noisystudent.registry.catalog.VersionCatalog;
import io.noisystudent.registry.gate.Gate.Against;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The versions with which rules of the gate compare one candidate. */
final class Opponents {
    private final VersionCatalog versions;
    private final ModelVersion candidate;
    private final @Nullable ModelRef incumbent;

    /** @param incumbent null where there is no teacher */
    Opponents(VersionCatalog versions, ModelVersion candidate, @Nullable ModelRef incumbent) {
        this.versions = versions;
        this.candidate = candidate;
        this.incumbent = incumbent;
    }

    /** Whether a rule compares with the version that this evidence compares with, and that is not the incumbent. */
    boolean areIn(ModelEvaluation evidence, GateConfig gate) {
        PairedComparison pairs = evidence.comparison();
        return pairs != null
                && !comparesWithNoOther(evidence)
                && gate.rules().stream()
                        .anyMatch(rule -> rule instanceof MaxLoss loss
                                && opponent(loss)
                                        .filter(pairs.incumbent()::equals)
                                        .isPresent());
    }

    /** Whether evidence compares with the incumbent, or with nothing. */
    boolean comparesWithNoOther(ModelEvaluation evidence) {
        PairedComparison pairs = evidence.comparison();
        return pairs == null || pairs.incumbent().equals(incumbent);
    }

    /**
     * What each rule that names a version compares; without those that have nothing to compare with.
     *
     * @param evidence on the images as they are, on the split of the gate
     * @throws NoisyStudentException {@code NOT_FOUND} if there is no such version, {@code NO_EVIDENCE} if none of the
     *     evidence compares with it, {@code STALE_REVISION} if that is so of the teacher in office, who may be another one
     *     since the evidence was measured
     */
    Map<MaxLoss, Against> of(GateConfig gate, List<ModelEvaluation> evidence) {
        Map<MaxLoss, Against> found = new HashMap<>();
        for (GateRule rule : gate.rules()) {
            if (rule instanceof MaxLoss loss) {
                opponent(loss)
                        .filter(other -> !other.equals(candidate.model()))
                        .ifPresent(other -> found.put(loss, against(loss, other, evidence)));
            }
        }
        return found;
    }

    private Against against(MaxLoss rule, ModelRef other, List<ModelEvaluation> evidence) {
        ModelVersion version = versions.require(other.name(), other.version());
        return evidence.stream()
                .map(ModelEvaluation::comparison)
                .filter(pairs -> pairs != null && pairs.incumbent().equals(other))
                .findFirst()
                .map(pairs -> new Against(version, pairs))
                .orElseThrow(() -> new NoisyStudentException(
                        isTeacherInOffice(rule, other) ? ErrorCode.STALE_REVISION : ErrorCode.NO_EVIDENCE,
                        candidate.model().toString(),
                        rule.ruleName() + " compares with " + other + " (against: " + rule.against() + "), and none of"
                                + " the named evidence does; evaluate both on the same samples, post that, and name it"
                                + " in the request"));
    }

    private boolean isTeacherInOffice(MaxLoss rule, ModelRef other) {
        return rule.version().isEmpty() && other.equals(incumbent);
    }

    private Optional<ModelRef> opponent(MaxLoss rule) {
        if (rule.version().isPresent()) {
            return rule.version().map(version -> new ModelRef(candidate.model().name(), version));
        }
        Optional<ModelRef> teacher = Optional.ofNullable(incumbent);
        return rule.against().equals(GateRule.PARENT) ? parent().or(() -> teacher) : teacher;
    }

    /** From which a student was trained; a control was trained from none. */
    private Optional<ModelRef> parent() {
        return Optional.ofNullable(candidate.lineage())
                .map(Lineage::request)
                .filter(request -> request.purpose() != Purpose.CONTROL)
                .map(request -> request.teacher());
    }
}
