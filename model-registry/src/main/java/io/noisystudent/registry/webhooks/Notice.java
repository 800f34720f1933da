package io.noisystudent.registry.webhooks;

import io.noisystudent.contracts.event.ModelEvent;
import io.noisystudent.contracts.registry.AliasSlot;
import io.noisystudent.registry.objects.Decision;
import io.noisystudent.registry.reconcile.Announcement;
import io.noisystudent.registry.view.AliasChain;
import io.noisystudent.registry.view.ModelView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A notification, derived from one object of the store.
 *
 * @param id the same as that of the event in Kafka; receivers know by it what they have heard before
 * @param key unique, and fit for a key of the store: the model's name, a slash, and what happened
 */
record Notice(String id, String key, Instant at, ModelEvent event) {
    /** Everything there is to tell about a model, each object once. */
    static List<Notice> of(ModelView model) {
        List<Notice> notices = new ArrayList<>();
        for (AliasChain chain : model.aliases().values()) {
            AliasSlot previous = null;
            for (AliasSlot slot : chain.slots()) {
                if (!slot.isRemoval()) {
                    notices.add(of(
                            Announcement.promoted(slot, previous),
                            String.format(Locale.ROOT, "alias.%s.%020d", slot.alias(), slot.revision()),
                            slot.at()));
                }
                previous = slot.isRemoval() ? null : slot;
            }
        }
        for (int version : model.decidedVersions()) {
            model.decisions(version).stream()
                    .filter(Decision::rejects)
                    .findFirst()
                    .map(decision -> of(
                            Announcement.rejected(decision),
                            String.format(Locale.ROOT, "version.%010d.rejected", version),
                            decision.at()))
                    .ifPresent(notices::add);
        }
        return notices;
    }

    private static Notice of(Announcement announcement, String what, Instant at) {
        ModelEvent event = announcement.event();
        return new Notice(announcement.id(), event.model().name() + "/" + what, at, event);
    }
}
