package io.noisystudent.registry.reconcile;

import io.noisystudent.contracts.event.ModelEvent;
import java.util.List;

/** Where events go, and what is there already. */
public interface EventLog {
    /**
     * What was read.
     *
     * @param whole whether these are all events, instead of those that were added since the last call
     */
    record Reading(boolean whole, List<ModelEvent> events) {
        public Reading {
            events = List.copyOf(events);
        }
    }

    /**
     * The events that were added since the last call; all of them at the first call, and after a failure: another log may
     * have come in the place of this one.
     *
     * @throws io.noisystudent.contracts.error.NoisyStudentException {@code BROKER_UNAVAILABLE}
     */
    Reading readNew();

    /**
     * Adds an event and waits until it is kept.
     *
     * @param key the version or the alias that it is about
     * @throws io.noisystudent.contracts.error.NoisyStudentException {@code BROKER_UNAVAILABLE}
     */
    void publish(String key, String id, ModelEvent event);

    /**
     * Adds events in this order and waits until all are kept; after a failure, some of them may be.
     *
     * @throws io.noisystudent.contracts.error.NoisyStudentException {@code BROKER_UNAVAILABLE}
     */
    default void publish(List<Announcement> announcements) {
        announcements.forEach(announcement -> publish(announcement.key(), announcement.id(), announcement.event()));
    }
}
