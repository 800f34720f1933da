package io.noisystudent.registry.promotion;

import io.noisystudent.contracts.config.GateConfig;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.event.ModelRef;
import io.noisystudent.contracts.registry.AliasSlot;
import io.noisystudent.contracts.registry.ModelEvaluation;
import io.noisystudent.contracts.registry.ModelVersion;
import io.noisystudent.contracts.registry.PairedComparison;
import io.noisystudent.contracts.registry.PromotionRequest;
import io.noisystudent.contracts.registry.Verdict;
import io.noisystudent.registry.catalog.EvaluationCatalog;
import io.noisystudent.registry.catalog.VersionCatalog;
import io.noisystudent.registry.gate.Gate;
import io.noisystudent.registry.objects.Decision;
import io.noisystudent.registry.view.AliasChain;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

import static java.util.Objects.requireNonNull;

/** Finds the evidence that counts, lets the gate weigh it, and says what that decides. */
public final class GateEvaluation {
    private final Gate gate;
    private final VersionCatalog versions;
    private final EvaluationCatalog evaluations;
    private final DecisionLog decisions;

    public GateEvaluation(Gate gate, VersionCatalog versions, EvaluationCatalog evaluations, DecisionLog decisions) {
        this.gate = requireNonNull(gate, "gate is null");
        this.versions = requireNonNull(versions, "versions is null");
        this.evaluations = requireNonNull(evaluations, "evaluations is null");
        this.decisions = requireNonNull(decisions, "decisions is null");
    }

    GateConfig.Mode mode() {
        return gate.config().mode();
    }

    /** The decision to be written, against the teacher of this chain. */
    Decision weigh(ModelVersion version, AliasChain chain, PromotionRequest request) {
        if (gate.config().rules().isEmpty() && request.evidence().isEmpty()) {
            return decisions
                    .next(version.model(), chain.revision())
                    .of(outcome(true), List.of(), List.of(), request.actor(), request.reason());
        }
        List<Verdict.RuleResult> rules = gate.weigh(find(version, chain.head(), onSplit(version, request), request));
        boolean passed = rules.stream().allMatch(Verdict.RuleResult::passed);
        return decisions
                .next(version.model(), chain.revision())
                .of(outcome(passed), rules, request.evidence(), request.actor(), request.reason());
    }

    private Gate.Case find(
            ModelVersion version, Optional<AliasSlot> head, List<ModelEvaluation> onSplit, PromotionRequest request) {
        Opponents opponents = new Opponents(
                versions,
                version,
                head.map(slot -> new ModelRef(slot.model(), slot.version())).orElse(null));
        List<ModelEvaluation> plain = onSplit.stream()
                .filter(evaluation -> evaluation.condition() == null)
                .toList();
        ModelEvaluation evidence = counting(plain, opponents, request);
        List<Gate.Finding> conditions = onSplit.stream()
                .filter(found -> found.condition() != null && gate.looksAtConditions())
                .map(found -> new Gate.Finding(found, comparison(found, head)))
                .toList();
        return new Gate.Case(
                version,
                new Gate.Finding(evidence, comparison(evidence, head)),
                conditions,
                opponents.of(gate.config(), plain));
    }

    private Decision.Outcome outcome(boolean passed) {
        if (mode() == GateConfig.Mode.SHADOW) {
            return passed ? Decision.Outcome.WOULD_PROMOTE : Decision.Outcome.WOULD_REJECT;
        }
        return passed ? Decision.Outcome.PASSED : Decision.Outcome.REJECTED;
    }

    private List<ModelEvaluation> onSplit(ModelVersion version, PromotionRequest request) {
        ModelRef model = version.model();
        return evaluations.require(model.name(), model.version(), request.evidence()).stream()
                .filter(evaluation -> evaluation.split() == gate.config().split())
                .toList();
    }

    /**
     * The one piece of evidence that is not there for a rule that names another version than the teacher, if any is. What
     * compares with a teacher of before does not compete with it.
     */
    private ModelEvaluation counting(List<ModelEvaluation> plain, Opponents opponents, PromotionRequest request) {
        String split = gate.config().split().name().toLowerCase(Locale.ROOT);
        List<ModelEvaluation> others = plain.stream()
                .filter(evaluation -> !opponents.areIn(evaluation, gate.config()))
                .toList();
        List<ModelEvaluation> current =
                others.stream().filter(opponents::comparesWithNoOther).toList();
        if (current.size() == 1) {
            return current.get(0);
        }
        if (plain.isEmpty() || others.size() > 1) {
            throw new NoisyStudentException(
                    ErrorCode.BAD_REQUEST,
                    "evidence",
                    "the gate weighs one evaluation without a condition on the split " + split + ", and the evidence "
                            + request.evidence() + " has " + others.size() + "; name exactly one");
        }
        return others.isEmpty() ? plain.get(0) : others.get(0);
    }

    private @Nullable PairedComparison comparison(ModelEvaluation evidence, Optional<AliasSlot> head) {
        if (head.isEmpty() || !gate.comparesWithIncumbent()) {
            return null;
        }
        ModelRef incumbent = new ModelRef(head.get().model(), head.get().version());
        PairedComparison comparison = evidence.comparison();
        if (comparison == null || !comparison.incumbent().equals(incumbent)) {
            throw new NoisyStudentException(
                    ErrorCode.STALE_REVISION,
                    evidence.id(),
                    "evaluation " + evidence.id() + " compares with "
                            + (comparison == null ? "no model" : comparison.incumbent()) + ", but " + incumbent
                            + " is the teacher; evaluate against it and ask again");
        }
        return comparison;
    }
}
