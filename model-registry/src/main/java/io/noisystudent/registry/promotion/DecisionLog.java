package io.noisystudent.registry.promotion;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.event.ModelRef;
import io.noisystudent.contracts.registry.AliasSlot;
import io.noisystudent.contracts.registry.Verdict;
import io.noisystudent.registry.objects.DamageLog;
import io.noisystudent.registry.objects.Decision;
import io.noisystudent.registry.objects.DecisionLimits;
import io.noisystudent.registry.objects.Documents;
import io.noisystudent.registry.objects.RegistryKeys;
import io.noisystudent.registry.objects.SlotWriter;
import io.noisystudent.registry.view.RegistryView;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import static java.util.Objects.requireNonNull;

/** Writes decisions down: one number of a version is one decision, no matter who makes it. */
public final class DecisionLog {
    private final RegistryView view;
    private final SlotWriter slots;
    private final Clock clock;
    private final Supplier<String> nonces;
    private final Map<Decision.Outcome, LongAdder> written = Arrays.stream(Decision.Outcome.values())
            .collect(Collectors.toUnmodifiableMap(Function.identity(), outcome -> new LongAdder()));

    /** @param nonces gives a different text at every call, in all processes */
    public DecisionLog(RegistryView view, SlotWriter slots, Clock clock, Supplier<String> nonces) {
        this.view = requireNonNull(view, "view is null");
        this.slots = requireNonNull(slots, "slots is null");
        this.clock = requireNonNull(clock, "clock is null");
        this.nonces = requireNonNull(nonces, "nonces is null");
    }

    /** A decision of which the outcome is still open. */
    public record Draft(ModelRef model, int number, long revision, String nonce, Instant at) {
        /** A person's decision. */
        Decision of(Decision.Outcome outcome, String actor, String reason) {
            return of(
                    outcome,
                    List.of(new Verdict.RuleResult(
                            "person", outcome != Decision.Outcome.REJECTED, actor + ": " + reason)),
                    List.of(),
                    actor,
                    reason);
        }

        /** The gate's decision. */
        Decision of(
                Decision.Outcome outcome,
                List<Verdict.RuleResult> rules,
                List<String> evidence,
                String actor,
                String reason) {
            return new Decision(
                    model, number, outcome, AliasSlot.TEACHER, revision, rules, evidence, actor, reason, nonce, at);
        }
    }

    /**
     * The next decision about a version, made against this revision of the alias.
     *
     * @throws io.noisystudent.contracts.error.NoisyStudentException {@code OBJECT_DAMAGED} if it cannot be made in the
     *     knowledge of all before it
     */
    Draft next(ModelRef model, long revision) {
        view.lags().requireNone(model.name());
        DamageLog damage = view.damage();
        damage.keys(RegistryKeys.decisions(model)).forEach(damage::requireSound);
        int number = view.model(model.name())
                .map(known -> known.decisions(model.version()).size())
                .orElse(0);
        if (number >= DecisionLimits.DECISIONS) {
            throw new NoisyStudentException(
                    ErrorCode.BAD_REQUEST,
                    model.toString(),
                    "there are " + number + " decisions about it, and no more are kept; roll back, or move the alias");
        }
        return new Draft(model, number + 1, revision, nonces.get(), clock.instant());
    }

    /** Writes a decision, or returns the one that another registry wrote under its number. */
    Decision decide(Decision decision) {
        String key = RegistryKeys.decision(decision.model(), decision.number());
        byte[] object = Documents.seal(decision);
        view.memory().require(key, object.length);
        Decision made = slots.write(key, object)
                .map(earlier -> Documents.read(key, earlier, Decision.class))
                .orElse(decision);
        if (made.nonce().equals(decision.nonce())) {
            count(made.outcome()).increment();
        }
        view.model(decision.model().name()).ifPresent(model -> model.add(made));
        return made;
    }

    /** How many decisions of this outcome were made here, in this process. */
    public long made(Decision.Outcome outcome) {
        return count(outcome).sum();
    }

    private LongAdder count(Decision.Outcome outcome) {
        return requireNonNull(written.get(outcome), "every outcome has a count");
    }
}
