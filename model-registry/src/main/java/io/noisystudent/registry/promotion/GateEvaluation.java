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
    private final EvaluationCatalog evaluations;
    private final DecisionLog decisions;

    public GateEvaluation(Gate gate, EvaluationCatalog evaluations, DecisionLog decisions) {
        this.gate = requireNonNull(gate, "gate is null");
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
        List<ModelEvaluation> onSplit = onSplit(version, request);
        ModelEvaluation evidence = counting(onSplit, request);
        List<Gate.Finding> conditions = onSplit.stream()
                .filter(found -> found.condition() != null && gate.looksAtConditions())
                .map(found -> new Gate.Finding(found, comparison(found, chain.head())))
                .toList();
        List<Verdict.RuleResult> rules =
                gate.weigh(new Gate.Finding(evidence, comparison(evidence, chain.head())), conditions);
        boolean passed = rules.stream().allMatch(Verdict.RuleResult::passed);
        return decisions
                .next(version.model(), chain.revision())
                .of(outcome(passed), rules, request.evidence(), request.actor(), request.reason());
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

    /** The one piece of evidence on the images as they are. */
    private ModelEvaluation counting(List<ModelEvaluation> onSplit, PromotionRequest request) {
        String split = gate.config().split().name().toLowerCase(Locale.ROOT);
        List<ModelEvaluation> plain = onSplit.stream()
                .filter(evaluation -> evaluation.condition() == null)
                .toList();
        if (plain.size() != 1) {
            throw new NoisyStudentException(
                    ErrorCode.BAD_REQUEST,
                    "evidence",
                    "the gate weighs one evaluation without a condition on the split " + split + ", and the evidence "
                            + request.evidence() + " has " + plain.size() + "; name exactly one");
        }
        return plain.get(0);
    }

    private @Nullable PairedComparison comparison(ModelEvaluation evidence, Optional<AliasSlot> head) {
        if (head.isEmpty() || !gate.compares()) {
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
