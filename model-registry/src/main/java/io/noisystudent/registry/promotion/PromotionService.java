package io.noisystudent.registry.promotion;

import io.noisystudent.contracts.config.GateConfig;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.event.TrainingRequest;
import io.noisystudent.contracts.registry.AliasSlot;
import io.noisystudent.contracts.registry.ModelVersion;
import io.noisystudent.contracts.registry.PromotionRequest;
import io.noisystudent.contracts.registry.Rejection;
import io.noisystudent.contracts.registry.Verdict;
import io.noisystudent.registry.aliases.AliasService;
import io.noisystudent.registry.catalog.VersionCatalog;
import io.noisystudent.registry.objects.Decision;
import io.noisystudent.registry.objects.DecisionLimits;
import io.noisystudent.registry.view.AliasChain;
import io.noisystudent.registry.view.ModelView;
import io.noisystudent.registry.view.RegistryView;
import java.util.List;
import java.util.Optional;

import static java.util.Objects.requireNonNull;

/**
 * Decides who becomes the teacher: by the gate, or by a person.
 *
 * <p>Every decision is first written down under the next number of its version, so that of several deciders one
 * decides and the others follow; the slot of the alias then makes a pass a promotion. A pass whose slot another move
 * took is no promotion: the version may be weighed again, against the new teacher. A rejection is final for the gate, and
 * a promotion is one only while the alias points to the version.
 */
public final class PromotionService {
    private final VersionCatalog versions;
    private final RegistryView view;
    private final AliasService aliases;
    private final DecisionLog decisions;
    private final GateEvaluation gateEvaluation;

    public PromotionService(
            VersionCatalog versions,
            RegistryView view,
            AliasService aliases,
            DecisionLog decisions,
            GateEvaluation gateEvaluation) {
        this.versions = requireNonNull(versions, "versions is null");
        this.view = requireNonNull(view, "view is null");
        this.aliases = requireNonNull(aliases, "aliases is null");
        this.decisions = requireNonNull(decisions, "decisions is null");
        this.gateEvaluation = requireNonNull(gateEvaluation, "gateEvaluation is null");
    }

    /**
     * Asks the gate, or carries out a person's decision; a repeated request gets its old answer while that is true.
     *
     * @throws NoisyStudentException {@code NOT_FOUND} for an unknown version or evidence, {@code BAD_REQUEST} for
     *     evidence that decides nothing, {@code STALE_REVISION} when the teacher changed since the evidence was taken,
     *     {@code VERDICT_OUTDATED} when nothing would move and the old answer is no longer true, {@code
     *     STORE_UNAVAILABLE} when it is not known whether the alias moved: ask again
     */
    public Verdict promote(String name, int number, PromotionRequest request) {
        DecisionLimits.require(request.actor(), request.reason(), request.evidence());
        if (request.override()) {
            DecisionLimits.requireReason(request.reason());
        }
        ModelVersion version = versions.require(name, number);
        DecisionContext context = look(name, number);
        if (request.override()) {
            return override(version, context, request);
        }
        context.requireNoOutdatedVerdict(version.model());
        Optional<Verdict> before = context.verdict(version, mode());
        if (before.isPresent()) {
            return before.get();
        }
        requireNoControl(version);
        Decision decision = context.standingPass()
                .orElseGet(() -> decisions.decide(gateEvaluation.weigh(version, context.chain(), request)));
        return carryOut(version, context.chain(), decision);
    }

    /**
     * A person refuses a version that waits for a decision.
     *
     * @throws NoisyStudentException {@code BAD_REQUEST} if it is, or is about to be, the teacher
     */
    public Verdict reject(String name, int number, Rejection rejection) {
        DecisionLimits.require(rejection.actor(), rejection.reason(), List.of());
        ModelVersion version = versions.require(name, number);
        DecisionContext context = look(name, number);
        if (context.slot().isPresent()) {
            throw refuse(
                    version,
                    "it was promoted by revision " + context.slot().get().revision() + "; roll back instead");
        }
        if (context.last().filter(Decision::rejects).isEmpty()) {
            Decision made = decisions.decide(decisions
                    .next(version.model(), context.chain().revision())
                    .of(Decision.Outcome.REJECTED, rejection.actor(), rejection.reason()));
            if (!made.rejects()) {
                throw refuse(version, "it is being promoted by " + made.actor() + "; roll back instead");
            }
        }
        return verdict(name, number).orElseThrow();
    }

    /** What was decided about a version; empty before any decision. */
    public Optional<Verdict> verdict(String name, int number) {
        ModelVersion version = versions.require(name, number);
        DecisionContext context = look(name, number);
        // A shadow verdict says something even after the gate began to decide; but then it may be asked.
        return context.verdict(version, mode())
                .or(() -> context.standingShadow().map(decision -> DecisionContext.shadow(version.model(), decision)));
    }

    private Verdict override(ModelVersion version, DecisionContext context, PromotionRequest request) {
        Optional<AliasSlot> head = context.chain().head();
        if (head.isPresent() && head.get().version() == version.model().version()) {
            return DecisionContext.promoted(version.model(), head.get());
        }
        Decision decision = context.standingApproval()
                .orElseGet(() -> decisions.decide(decisions
                        .next(version.model(), context.chain().revision())
                        .of(Decision.Outcome.APPROVED, request.actor(), request.reason())));
        if (!decision.passes()) {
            // A rejection came first; a person's decision overrides it.
            return override(
                    version, look(version.model().name(), version.model().version()), request);
        }
        return move(version, context.chain(), decision);
    }

    private Verdict carryOut(ModelVersion version, AliasChain chain, Decision decision) {
        if (decision.rejects()) {
            return DecisionContext.rejected(version.model(), decision);
        }
        boolean looksOn = mode() == GateConfig.Mode.SHADOW && decision.outcome() == Decision.Outcome.PASSED;
        if (decision.isShadow() || looksOn) {
            return DecisionContext.shadow(version.model(), decision);
        }
        if (mode() == GateConfig.Mode.MANUAL && decision.outcome() == Decision.Outcome.PASSED) {
            return DecisionContext.pending(version.model(), decision);
        }
        return move(version, chain, decision);
    }

    private Verdict move(ModelVersion version, AliasChain chain, Decision decision) {
        try {
            AliasSlot slot = aliases.append(
                    chain,
                    decision.revision(),
                    new AliasService.Move(
                            version.model(),
                            decision.alias(),
                            decision.actor(),
                            decision.reason(),
                            decision.evidence(),
                            decision.rules(),
                            decision.slotKind()));
            return DecisionContext.promoted(version.model(), slot);
        } catch (NoisyStudentException e) {
            // Who carried out the same decision faster promoted this version too.
            DecisionContext now = look(version.model().name(), version.model().version());
            Optional<AliasSlot> slot = now.slotOf(decision);
            if (e.code() == ErrorCode.STALE_REVISION && slot.isPresent()) {
                return DecisionContext.promoted(version.model(), slot.get());
            }
            throw e;
        }
    }

    private DecisionContext look(String name, int number) {
        ModelView model = view.refreshModel(name);
        view.refreshVersion(model, number);
        return new DecisionContext(number, model.alias(AliasSlot.TEACHER), model.decisions(number));
    }

    private GateConfig.Mode mode() {
        return gateEvaluation.mode();
    }

    private static void requireNoControl(ModelVersion version) {
        if (version.lineage() != null && version.lineage().request().purpose() == TrainingRequest.Purpose.CONTROL) {
            throw refuse(version, "it is a control, which is measured and never promoted");
        }
    }

    private static NoisyStudentException refuse(ModelVersion version, String why) {
        return new NoisyStudentException(ErrorCode.BAD_REQUEST, version.model().toString(), why);
    }

    /** For events and pages: every decision of a model's version, the first one first. */
    public List<Decision> decisions(String name, int number) {
        versions.require(name, number);
        ModelView model = view.refreshModel(name);
        view.refreshVersion(model, number);
        return model.decisions(number);
    }
}
