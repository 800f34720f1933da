package io.noisystudent.registry.reconcile;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.event.ModelEvent;
import java.util.ArrayList;
import java.util.List;

/** A topic that every reader reads for itself. */
final class Topic {
    final List<ModelEvent> events = new ArrayList<>();
    final List<String> keys = new ArrayList<>();
    int failAfter = Integer.MAX_VALUE;

    EventLog reader() {
        return new EventLog() {
            private int position;

            @Override
            public Reading readNew() {
                boolean whole = position == 0 || position > events.size();
                Reading reading = new Reading(whole, events.subList(whole ? 0 : position, events.size()));
                position = events.size();
                return reading;
            }

            @Override
            public void publish(String key, String id, ModelEvent event) {
                if (events.size() >= failAfter) {
                    throw new NoisyStudentException(ErrorCode.BROKER_UNAVAILABLE, "topic", "the broker is away");
                }
                keys.add(key);
                events.add(event);
            }
        };
    }
}
