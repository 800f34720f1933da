package io.noisystudent.registry.promotion;

import io.noisystudent.contracts.config.GateConfig;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.event.ModelRef;
import io.noisystudent.contracts.registry.AliasSlot;
import io.noisystudent.contracts.registry.ModelVersion;
import io.noisystudent.contracts.registry.Verdict;
import io.noisystudent.registry.objects.Decision;
import io.noisystudent.registry.view.AliasChain;
import java.util.List;
import java.util.Optional;

/** What the store has about one version when it is to be decided about. */
record DecisionContext(int version, AliasChain chain, List<Decision> decisions) {
    DecisionContext {
        decisions = List.copyOf(decisions);
    }

    Optional<Decision> last() {
        return decisions.isEmpty() ? Optional.empty() : Optional.of(decisions.get(decisions.size() - 1));
    }

    /** The last slot that made the version teacher. */
    Optional<AliasSlot> slot() {
        return chain.lastOf(version);
    }

    /** The slot that carried this decision out; a move by hand to the same version does not count. */
    Optional<AliasSlot> slotOf(Decision decision) {
        return chain.after(decision.revision())
                .filter(slot -> slot.version() == version)
                .filter(slot -> slot.actor().equals(decision.actor())
                        && slot.reason().equals(decision.reason())
                        && slot.evidence().equals(decision.evidence())
                        && slot.rules().equals(decision.rules()))
                .filter(slot -> slot.kind() == null || slot.kind() == decision.slotKind());
    }

    /** The slot of the last decision that was carried out. */
    Optional<AliasSlot> promotion() {
        return decisions.stream()
                .filter(Decision::passes)
                .flatMap(decision -> slotOf(decision).stream())
                .reduce((first, second) -> second);
    }

    /** A pass or an approval against the present teacher whose slot is not there yet. */
    Optional<Decision> standingPass() {
        return last().filter(decision -> decision.passes() && decision.revision() == chain.revision());
    }

    /** A person's approval whose slot is not there yet. */
    Optional<Decision> standingApproval() {
        return standingPass().filter(decision -> decision.outcome() == Decision.Outcome.APPROVED);
    }

    /** What the gate said of it while it only looked on, against the present teacher. */
    Optional<Decision> standingShadow() {
        return last().filter(decision -> decision.isShadow() && decision.revision() == chain.revision());
    }

    /**
     * Refuses to repeat an answer that was true once.
     *
     * @throws NoisyStudentException {@code VERDICT_OUTDATED} if the version was promoted and is not the teacher now, or
     *     is the teacher without a decision; {@code CHAIN_BROKEN}
     */
    void requireNoOutdatedVerdict(ModelRef candidate) {
        Optional<AliasSlot> promotion = promotion();
        AliasSlot head = chain.head().orElse(null);
        if (head == null || promotion.isPresent() == (head.version() == version)) {
            return;
        }
        String now = " (revision " + head.revision() + ", moved by " + head.actor() + " at " + head.at() + ")";
        throw new NoisyStudentException(
                ErrorCode.VERDICT_OUTDATED,
                candidate.toString(),
                promotion
                        .map(slot -> "it was promoted by revision " + slot.revision() + ", but version "
                                + head.version() + " is the teacher now" + now
                                + "; roll back or override to make it the teacher again")
                        .orElse("it is the teacher already" + now + ", and the gate never evaluated it"));
    }

    /** The verdict that stands; empty while the gate may still be asked, and for a pass that auto mode will finish. */
    Optional<Verdict> verdict(ModelVersion candidate, GateConfig.Mode mode) {
        Optional<AliasSlot> promotion = promotion();
        if (promotion.isPresent()) {
            return promotion.map(slot -> promoted(candidate.model(), slot));
        }
        if (last().isPresent() && last().get().rejects()) {
            return last().map(decision -> rejected(candidate.model(), decision));
        }
        if (mode == GateConfig.Mode.SHADOW) {
            return standingShadow()
                    .or(() -> standingPass().filter(DecisionContext::isOfTheGate))
                    .map(decision -> shadow(candidate.model(), decision));
        }
        return standingPass()
                .filter(decision -> mode == GateConfig.Mode.MANUAL && isOfTheGate(decision))
                .map(decision -> pending(candidate.model(), decision));
    }

    private static boolean isOfTheGate(Decision decision) {
        return decision.outcome() == Decision.Outcome.PASSED;
    }

    static Verdict promoted(ModelRef model, AliasSlot slot) {
        return new Verdict(model, Verdict.Outcome.PROMOTED, slot.rules(), slot.revision());
    }

    static Verdict rejected(ModelRef model, Decision decision) {
        return new Verdict(model, Verdict.Outcome.REJECTED, decision.rules(), null);
    }

    static Verdict shadow(ModelRef model, Decision decision) {
        Verdict.Outcome outcome = decision.outcome() == Decision.Outcome.WOULD_REJECT
                ? Verdict.Outcome.WOULD_REJECT
                : Verdict.Outcome.WOULD_PROMOTE;
        return new Verdict(model, outcome, decision.rules(), null);
    }

    static Verdict pending(ModelRef model, Decision decision) {
        return new Verdict(model, Verdict.Outcome.PENDING, decision.rules(), null);
    }
}
