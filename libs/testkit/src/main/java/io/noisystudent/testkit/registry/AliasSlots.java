package io.noisystudent.testkit.registry;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.event.ModelRef;
import io.noisystudent.contracts.registry.AliasMove;
import io.noisystudent.contracts.registry.AliasSlot;
import io.noisystudent.contracts.registry.Verdict;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The aliases of an {@link InMemoryRegistry}; their slots are no hash chain. */
final class AliasSlots {
    private final Map<String, List<AliasSlot>> slots = new HashMap<>();

    synchronized List<AliasSlot> history(String model, String alias) {
        return List.copyOf(slots.getOrDefault(model + "/" + alias, List.of()));
    }

    synchronized Optional<AliasSlot> head(String model, String alias) {
        List<AliasSlot> history = history(model, alias);
        return history.isEmpty() ? Optional.empty() : Optional.of(history.get(history.size() - 1));
    }

    synchronized AliasSlot move(String model, String alias, long revision, AliasMove move) {
        long current = head(model, alias).map(AliasSlot::revision).orElse(0L);
        if (current != revision) {
            throw new NoisyStudentException(
                    ErrorCode.STALE_REVISION, model + "/" + alias, "the alias is at revision " + current);
        }
        boolean gated = alias.equals(AliasSlot.TEACHER);
        return append(model, alias, move, List.of(), gated ? AliasSlot.Kind.OVERRIDE : AliasSlot.Kind.ALIAS);
    }

    /** Moves the gated alias, as the gate does. */
    synchronized AliasSlot promote(ModelRef model, AliasMove move, List<Verdict.RuleResult> rules) {
        return append(model.name(), AliasSlot.TEACHER, move, rules, AliasSlot.Kind.PROMOTION);
    }

    private AliasSlot append(
            String model, String alias, AliasMove move, List<Verdict.RuleResult> rules, AliasSlot.Kind kind) {
        List<AliasSlot> history = slots.computeIfAbsent(model + "/" + alias, name -> new ArrayList<>());
        AliasSlot slot = new AliasSlot(
                model,
                alias,
                history.size() + 1,
                move.version(),
                null,
                move.actor(),
                move.reason(),
                move.evidence(),
                rules,
                "nonce",
                Instant.EPOCH,
                kind);
        history.add(slot);
        return slot;
    }
}
