package io.noisystudent.registry.reconcile;

import io.noisystudent.contracts.event.ModelEvent;
import io.noisystudent.registry.objects.Decision;
import io.noisystudent.registry.view.ModelView;
import io.noisystudent.registry.view.RegistryView;
import java.util.List;

import static java.util.Objects.requireNonNull;

/** Reads from the store what events announce that the view does not have: another registry wrote it. */
public final class EventFollower {
    private final RegistryView view;

    public EventFollower(RegistryView view) {
        this.view = requireNonNull(view, "view is null");
    }

    /**
     * Catches up with the models of these events; those that this registry announced itself cost nothing.
     *
     * @throws io.noisystudent.contracts.error.NoisyStudentException {@code STORE_UNAVAILABLE}; some may be followed
     */
    public void follow(List<ModelEvent> events) {
        events.stream()
                .filter(event -> !isKnown(event))
                .map(event -> event.model().name())
                .distinct()
                .forEach(view::refreshModel);
    }

    private boolean isKnown(ModelEvent event) {
        return view.model(event.model().name())
                .filter(model -> isKnown(model, event))
                .isPresent();
    }

    private static boolean isKnown(ModelView model, ModelEvent event) {
        int version = event.model().version();
        if (event instanceof ModelEvent.ModelPromoted promoted) {
            return model.alias(promoted.alias()).revision() >= promoted.revision();
        }
        if (event instanceof ModelEvent.ModelRejected) {
            return model.decisions(version).stream().anyMatch(Decision::rejects);
        }
        return model.highestVersion() >= version;
    }
}
