package io.noisystudent.registry.report;

import io.noisystudent.contracts.event.Ensemble;
import io.noisystudent.contracts.event.TrainingRequest;
import io.noisystudent.contracts.registry.AliasSlot;
import io.noisystudent.contracts.registry.Lineage;
import io.noisystudent.contracts.registry.ModelEvaluation;
import io.noisystudent.contracts.registry.ModelVersion;
import io.noisystudent.contracts.registry.PairedComparison;
import io.noisystudent.contracts.registry.Verdict;
import io.noisystudent.registry.objects.Decision;
import io.noisystudent.registry.view.AliasChain;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Explains aliases. */
public final class Explanations {
    private Explanations() {}

    /**
     * Explains the head of a chain that has one.
     *
     * @param evaluations all evidence about the version, by id
     */
    public static AliasExplanation of(
            AliasChain chain,
            AliasSlot slot,
            ModelVersion version,
            Map<String, ModelEvaluation> evaluations,
            List<Decision> decisions) {
        List<AliasSlot> slots = chain.slots();
        Integer replaced = slots.size() > 1 ? slots.get(slots.size() - 2).version() : null;
        List<ModelEvaluation> evidence = slot.evidence().stream()
                .map(evaluations::get)
                .filter(Objects::nonNull)
                .toList();
        return new AliasExplanation(
                slot,
                version,
                replaced,
                evidence,
                decisions,
                slots.size(),
                Objects.requireNonNull(chain.headSha256()),
                text(slot, version, replaced, evidence));
    }

    private static List<String> text(
            AliasSlot slot, ModelVersion version, @Nullable Integer replaced, List<ModelEvaluation> evidence) {
        List<String> text = new ArrayList<>();
        text.add("'" + slot.alias() + "' of " + slot.model() + " is version " + slot.version() + " since " + slot.at()
                + " (revision " + slot.revision() + "): " + slot.actor() + " moved it, because: " + slot.reason());
        text.add(replaced == null ? "It is the first." : "It replaced version " + replaced + ".");
        Lineage lineage = version.lineage();
        text.add(lineage == null ? "The model was imported." : origin(lineage.request()));
        for (Verdict.RuleResult rule : slot.rules()) {
            text.add((rule.passed() ? "passed " : "failed ") + rule.explanation());
        }
        text.add(kind(slot));
        evidence.forEach(evaluation -> text.add(evidence(evaluation)));
        return text;
    }

    private static String kind(AliasSlot slot) {
        if (slot.kind() == null) {
            return slot.rules().isEmpty()
                    ? "No rule was asked: a person moved the alias."
                    : "The slot was written before slots had a kind.";
        }
        return switch (slot.kind()) {
            case PROMOTION -> "It is a promotion: the gate decided.";
            case OVERRIDE -> "It is an override: " + slot.actor() + " decided in place of the gate.";
            case ROLLBACK -> "It is a rollback: the gate was not asked.";
            case CONTINUATION -> "The store was restored: the alias points where it pointed, under a new number.";
            case REMOVAL -> "The alias was removed.";
            case ALIAS -> "The gate does not guard this alias: a person moved the alias.";
        };
    }

    private static String evidence(ModelEvaluation evaluation) {
        PairedComparison pairs = evaluation.comparison();
        return String.format(
                Locale.ROOT,
                "evidence %s: top-1 %.4f (95 %% interval %.4f to %.4f) on %d samples of the split %s%s%s",
                evaluation.id(),
                evaluation.metrics().top1(),
                evaluation.metrics().top1Low(),
                evaluation.metrics().top1High(),
                evaluation.metrics().samples(),
                evaluation.split().name().toLowerCase(Locale.ROOT),
                evaluation.condition() == null ? "" : " under " + evaluation.condition(),
                pairs == null
                        ? ""
                        : String.format(
                                Locale.ROOT,
                                "; %+.4f against %s (%+.4f to %+.4f)",
                                pairs.difference(),
                                pairs.incumbent(),
                                pairs.differenceLow(),
                                pairs.differenceHigh()));
    }

    static String origin(TrainingRequest request) {
        String generation = " of generation " + request.generation();
        Ensemble ensemble = request.ensemble();
        if (ensemble != null && ensemble.generalist() != null) {
            return "The model is version " + ensemble.describe() + ", put together by generation "
                    + request.generation() + ".";
        }
        if (ensemble != null) {
            return "The model is the " + ensemble.describe() + generation + ", for which nothing was trained.";
        }
        if (request.purpose() == TrainingRequest.Purpose.FIXRES) {
            return "The model is " + request.teacher() + ", adapted to the size that is served by the training"
                    + generation + ".";
        }
        boolean isTaught = request.teacher() != null && request.purpose() == TrainingRequest.Purpose.STUDENT;
        if (request.specialist() != null) {
            return "The model is the specialist " + request.specialist().number() + " of "
                    + request.specialist().clusters() + generation + ", which began with the weights of "
                    + request.teacher() + ".";
        }
        return "The model is a " + request.recipe().network() + generation + ", "
                + (isTaught ? "taught by " + request.teacher() : "trained on labels alone")
                + (request.peers() == null
                        ? "."
                        : ", along with " + request.peers().size() + " others from which it learned.");
    }
}
