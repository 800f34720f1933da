package io.noisystudent.registry.reconcile;

import io.noisystudent.contracts.registry.AliasSlot;
import io.noisystudent.registry.objects.Decision;
import io.noisystudent.registry.view.AliasChain;
import io.noisystudent.registry.view.ModelView;
import io.noisystudent.registry.view.RegistryView;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import static java.util.Objects.requireNonNull;

/**
 * Publishes the events of all objects that the event log lacks.
 *
 * <p>Nothing is lost: an object is there before its event, and whatever is missing is found at the next pass, after a
 * crash too. An event may be there twice: when a process dies between the publication and its acknowledgement, or when
 * two registries see the same object at the same moment. Both copies have the same id.
 */
public final class EventReconciler {
    private static final Logger LOG = LoggerFactory.getLogger(EventReconciler.class);

    private static final int BATCH = 100;

    private final RegistryView view;
    private final EventLog log;
    private final LogComparison comparison;
    private final Set<String> published = new HashSet<>();
    /** By model, the version up to which all registrations are published: they are not looked at again. */
    private final Map<String, Integer> registered = new HashMap<>();

    public EventReconciler(RegistryView view, EventLog log) {
        this.view = requireNonNull(view, "view is null");
        this.log = requireNonNull(log, "log is null");
        this.comparison = new LogComparison(view);
    }

    /**
     * One pass; returns how many events it published.
     *
     * @throws io.noisystudent.contracts.error.NoisyStudentException {@code BROKER_UNAVAILABLE}; the next pass goes on
     */
    public int reconcile() {
        return reconcile(count -> {});
    }

    /** Reads the log, and finds out whether it knows more than the store; publishes nothing. */
    public synchronized void compare() {
        EventLog.Reading reading = log.readNew();
        if (reading.whole()) {
            published.clear();
            registered.clear();
        }
        reading.events().forEach(event -> published.add(Announcement.of(event).id()));
        comparison.take(reading);
    }

    /** As {@link #reconcile()}; reports how many more are published whenever some are, also if a later one fails. */
    public synchronized int reconcile(IntConsumer progress) {
        compare();
        Map<String, Integer> highest = new HashMap<>();
        List<Announcement> missing = announcements(highest).stream()
                .filter(announcement -> !published.contains(announcement.id()))
                .toList();
        for (int from = 0; from < missing.size(); from += BATCH) {
            List<Announcement> batch = missing.subList(from, Math.min(from + BATCH, missing.size()));
            log.publish(batch);
            batch.forEach(announcement -> published.add(announcement.id()));
            progress.accept(batch.size());
            tell(batch);
        }
        registered.putAll(highest);
        return missing.size();
    }

    private static void tell(List<Announcement> batch) {
        if (batch.size() == BATCH) {
            LOG.info(
                    "published events={} last={}",
                    batch.size(),
                    batch.get(BATCH - 1).id());
        } else {
            batch.forEach(announcement ->
                    LOG.info("published event={} id={}", announcement.event().eventName(), announcement.id()));
        }
    }

    /** What every object of the view says. A version is registered before anything else is said of it. */
    private List<Announcement> announcements(Map<String, Integer> highest) {
        List<Announcement> all = new ArrayList<>();
        for (ModelView model : view.models()) {
            int before = registered.getOrDefault(model.name(), 0);
            // A version appears after all below it, unless another thread adds them just now: those are within reach.
            model.versions()
                    .tailMap(Math.max(0, before - RegistryView.WINDOW), false)
                    .forEach((number, version) -> {
                        all.add(Announcement.registered(version));
                        highest.put(model.name(), number);
                    });
            for (int version : model.decidedVersions()) {
                model.decisions(version).stream()
                        .filter(Decision::rejects)
                        .forEach(decision -> all.add(Announcement.rejected(decision)));
            }
            model.aliases().values().forEach(chain -> addMoves(chain, all));
        }
        return all;
    }

    private static void addMoves(AliasChain chain, List<Announcement> all) {
        AliasSlot previous = null;
        for (AliasSlot slot : chain.slots()) {
            if (!slot.isRemoval()) {
                all.add(Announcement.promoted(slot, previous));
            }
            previous = slot.isRemoval() ? null : slot;
        }
    }
}
