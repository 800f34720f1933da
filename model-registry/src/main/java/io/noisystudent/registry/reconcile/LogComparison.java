package io.noisystudent.registry.reconcile;

import io.noisystudent.contracts.event.ModelEvent;
import io.noisystudent.registry.objects.LagLog;
import io.noisystudent.registry.objects.StoreLag;
import io.noisystudent.registry.view.AliasChain;
import io.noisystudent.registry.view.ModelView;
import io.noisystudent.registry.view.RegistryView;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds events of which the store does not have the object, or another one under the same number. An object is there before
 * its event: the store was restored from an older copy.
 */
final class LogComparison {
    private final RegistryView view;
    private final LagLog lags;
    /** By model, the highest version that the log names. */
    private final Map<String, Integer> versions = new HashMap<>();
    /** By model and alias, the highest revision that the log names. */
    private final Map<String, Map<String, Long>> revisions = new HashMap<>();
    /** By model, the events that the store does not bear out. */
    private final Map<String, List<ModelEvent>> open = new HashMap<>();

    LogComparison(RegistryView view) {
        this.view = view;
        this.lags = view.lags();
    }

    /** Takes note of what was read; {@code STORE_UNAVAILABLE}, and the next call goes on. */
    void take(EventLog.Reading reading) {
        if (reading.whole()) {
            versions.clear();
            revisions.clear();
            open.clear();
        }
        reading.events().forEach(this::take);
        for (String model : Set.copyOf(open.keySet())) {
            settle(model);
        }
        lags.all().stream()
                .map(StoreLag::model)
                .filter(model -> !open.containsKey(model))
                .forEach(lags::resolved);
        lags.compared();
    }

    private void take(ModelEvent event) {
        String model = event.model().name();
        versions.merge(model, event.model().version(), Math::max);
        if (event instanceof ModelEvent.ModelPromoted promoted) {
            revisions
                    .computeIfAbsent(model, name -> new HashMap<>())
                    .merge(promoted.alias(), promoted.revision(), Math::max);
        }
        boolean borneOut =
                view.model(model).filter(known -> isBorneOut(known, event)).isPresent();
        if (!borneOut) {
            open.computeIfAbsent(model, name -> new ArrayList<>()).add(event);
        }
    }

    /** Looks again at what is open: another registry may have written it a moment ago. */
    private void settle(String model) {
        ModelView fresh = view.refreshModel(model);
        view.refreshContinuations(fresh);
        List<ModelEvent> events = open.getOrDefault(model, List.of());
        events.removeIf(event -> isBorneOut(fresh, event));
        if (events.isEmpty()) {
            open.remove(model);
        } else {
            lags.found(lag(fresh, events));
        }
    }

    private StoreLag lag(ModelView model, List<ModelEvent> events) {
        Map<String, StoreLag.Numbers> aliases = new HashMap<>();
        for (ModelEvent event : events) {
            if (event instanceof ModelEvent.ModelPromoted promoted) {
                long log = revisions.getOrDefault(model.name(), Map.of()).getOrDefault(promoted.alias(), 0L);
                long store = model.alias(promoted.alias()).revision();
                aliases.put(promoted.alias(), new StoreLag.Numbers(log, store));
            }
        }
        return new StoreLag(
                model.name(),
                new StoreLag.Numbers(versions.getOrDefault(model.name(), 0), model.highestVersion()),
                aliases);
    }

    private static boolean isBorneOut(ModelView model, ModelEvent event) {
        return event instanceof ModelEvent.ModelPromoted promoted
                ? isBorneOut(model, promoted)
                : isVersionBorneOut(model, event);
    }

    private static boolean isBorneOut(ModelView model, ModelEvent.ModelPromoted event) {
        AliasChain chain = model.alias(event.alias());
        long spent = model.continuations().revision(event.alias());
        if (event.revision() <= spent) {
            // Without a move under a new number, the log would still name who was teacher before the restore.
            return chain.isBroken() || chain.slots().isEmpty() || chain.revision() > spent;
        }
        return chain.isBroken()
                || chain.at(event.revision())
                        .filter(slot -> slot.version() == event.model().version()
                                && slot.at().equals(event.at()))
                        .isPresent();
    }

    private static boolean isVersionBorneOut(ModelView model, ModelEvent event) {
        int version = event.model().version();
        if (version <= model.continuations().version()) {
            return true;
        }
        if (version > model.highestVersion()) {
            return false;
        }
        // A version that is damaged says nothing.
        return !(event instanceof ModelEvent.ModelRegistered registered)
                || model.version(version)
                        .map(known -> known.sha256().equals(registered.sha256()))
                        .orElse(true);
    }
}
