package io.noisystudent.registry.reconcile;

import io.noisystudent.contracts.event.ModelEvent;
import io.noisystudent.contracts.event.ModelRef;
import io.noisystudent.contracts.registry.AliasSlot;
import io.noisystudent.contracts.registry.Lineage;
import io.noisystudent.contracts.registry.ModelVersion;
import io.noisystudent.contracts.registry.Verdict;
import io.noisystudent.registry.objects.Decision;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An event with the key of its record and an id that names the object from which it is derived: the same object gives
 * the same id, in every process and after every restart.
 */
public record Announcement(String key, String id, ModelEvent event) {
    static Announcement of(ModelEvent event) {
        if (event instanceof ModelEvent.ModelPromoted promoted) {
            String alias = promoted.model().name() + "/" + promoted.alias();
            return new Announcement(alias, alias + "/" + promoted.revision(), event);
        }
        String version = event.model().toString();
        return new Announcement(version, version + "/" + event.eventName(), event);
    }

    static Announcement registered(ModelVersion version) {
        Lineage lineage = version.lineage();
        return of(new ModelEvent.ModelRegistered(
                version.model(),
                version.sha256(),
                lineage == null ? 0 : lineage.request().generation(),
                lineage == null ? null : lineage.request().id(),
                version.createdAt()));
    }

    /** A move of an alias. */
    public static Announcement promoted(AliasSlot slot, @Nullable AliasSlot previous) {
        return of(new ModelEvent.ModelPromoted(
                new ModelRef(slot.model(), slot.version()),
                slot.alias(),
                slot.revision(),
                previous == null ? null : previous.version(),
                slot.at()));
    }

    /** A refusal. */
    public static Announcement rejected(Decision decision) {
        List<String> reasons = decision.rules().stream()
                .filter(rule -> !rule.passed())
                .map(Verdict.RuleResult::explanation)
                .toList();
        return of(new ModelEvent.ModelRejected(decision.model(), AliasSlot.TEACHER, reasons, decision.at()));
    }
}
