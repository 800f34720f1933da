package io.noisystudent.testkit.registry;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.event.ModelRef;
import io.noisystudent.contracts.registry.AliasMove;
import io.noisystudent.contracts.registry.AliasSlot;
import io.noisystudent.contracts.registry.ModelEvaluation;
import io.noisystudent.contracts.registry.PromotionRequest;
import io.noisystudent.contracts.registry.Verdict;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Evidence and decisions of an {@link InMemoryRegistry}: it compares with the teacher, and weighs no figures. */
final class SimpleGate {
    private final AliasSlots aliases;
    private final Map<ModelRef, Map<String, ModelEvaluation>> evidence = new LinkedHashMap<>();
    private final Map<ModelRef, Verdict> verdicts = new HashMap<>();
    private final List<PromotionRequest> requests = new ArrayList<>();
    private Verdict.Outcome outcome = Verdict.Outcome.PROMOTED;

    SimpleGate(AliasSlots aliases) {
        this.aliases = aliases;
    }

    /** What it says to the next candidates whose evidence is there. */
    synchronized void decide(Verdict.Outcome next) {
        outcome = next;
    }

    synchronized List<PromotionRequest> requests() {
        return List.copyOf(requests);
    }

    synchronized Map<String, ModelEvaluation> evaluations(ModelRef model) {
        return Map.copyOf(evidence.getOrDefault(model, Map.of()));
    }

    synchronized Map<String, ModelEvaluation> evaluations() {
        Map<String, ModelEvaluation> all = new LinkedHashMap<>();
        evidence.values().forEach(all::putAll);
        return all;
    }

    synchronized ModelEvaluation post(ModelEvaluation posted) {
        ModelEvaluation kept = evidence.computeIfAbsent(posted.model(), model -> new LinkedHashMap<>())
                .computeIfAbsent(posted.id(), id -> posted);
        if (!kept.metrics().equals(posted.metrics())) {
            throw new NoisyStudentException(ErrorCode.SLOT_TAKEN, posted.id(), "it has another content");
        }
        return kept;
    }

    synchronized Optional<Verdict> verdict(ModelRef model) {
        return Optional.ofNullable(verdicts.get(model));
    }

    synchronized Verdict promote(ModelRef model, PromotionRequest request) {
        requests.add(request);
        Optional<ModelRef> teacher =
                aliases.head(model.name(), AliasSlot.TEACHER).map(slot -> new ModelRef(slot.model(), slot.version()));
        Verdict before = verdicts.get(model);
        requireNotOutdated(model, before, teacher);
        if (before != null && isFinal(before.outcome())) {
            return before;
        }
        request.evidence().forEach(id -> require(model, id, teacher));
        Verdict verdict = decide(model, request);
        verdicts.put(model, verdict);
        return verdict;
    }

    private Verdict decide(ModelRef model, PromotionRequest request) {
        List<Verdict.RuleResult> rules =
                List.of(new Verdict.RuleResult("proven", outcome != Verdict.Outcome.REJECTED, "evidence is there"));
        if (outcome != Verdict.Outcome.PROMOTED) {
            return new Verdict(model, outcome, rules, null);
        }
        AliasMove move = new AliasMove(model.version(), request.actor(), request.reason(), request.evidence());
        return new Verdict(
                model, outcome, rules, aliases.promote(model, move, rules).revision());
    }

    private void require(ModelRef model, String id, Optional<ModelRef> teacher) {
        ModelEvaluation found = evaluations(model).get(id);
        if (found == null) {
            throw new NoisyStudentException(ErrorCode.NOT_FOUND, id, "there is no such evaluation of " + model);
        }
        boolean compares = teacher.isEmpty()
                || (found.comparison() != null && found.comparison().incumbent().equals(teacher.get()));
        if (!compares) {
            throw new NoisyStudentException(ErrorCode.STALE_REVISION, id, teacher.get() + " is the teacher");
        }
    }

    private static void requireNotOutdated(ModelRef model, @Nullable Verdict before, Optional<ModelRef> teacher) {
        boolean promoted = before != null && before.outcome() == Verdict.Outcome.PROMOTED;
        if (teacher.isPresent() && promoted != teacher.get().equals(model)) {
            throw new NoisyStudentException(
                    ErrorCode.VERDICT_OUTDATED,
                    model.toString(),
                    promoted ? "it is no longer the teacher" : "it is the teacher already");
        }
    }

    private static boolean isFinal(Verdict.Outcome outcome) {
        return outcome == Verdict.Outcome.PROMOTED || outcome == Verdict.Outcome.REJECTED;
    }
}
