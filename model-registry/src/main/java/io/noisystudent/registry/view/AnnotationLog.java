package io.noisystudent.registry.view;

import io.noisystudent.contracts.registry.AnnotationChange;
import io.noisystudent.contracts.registry.AnnotationSlot;
import io.noisystudent.contracts.registry.Annotations;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** The changes of annotations of one model, in order, and what they amount to. Subject 0 is the model itself. */
public final class AnnotationLog {
    private final ConcurrentMap<Integer, Annotations> current = new ConcurrentHashMap<>();
    private final ConcurrentMap<Integer, List<AnnotationSlot>> slots = new ConcurrentHashMap<>();
    private long revision;

    AnnotationLog() {}

    synchronized long revision() {
        return revision;
    }

    /** Adds the slot of this revision unless it is there; null for one that cannot be read. */
    synchronized void add(long number, @Nullable AnnotationSlot slot) {
        if (number != revision + 1) {
            return;
        }
        revision = number;
        if (slot != null) {
            int subject = slot.version() == null ? 0 : slot.version();
            current.merge(subject, apply(Annotations.NONE, slot), (before, first) -> apply(before, slot));
            slots.computeIfAbsent(subject, key -> new CopyOnWriteArrayList<>()).add(slot);
        }
    }

    Annotations of(int subject) {
        return current.getOrDefault(subject, Annotations.NONE);
    }

    List<AnnotationSlot> history(int subject) {
        return List.copyOf(slots.getOrDefault(subject, List.of()));
    }

    /** What is said after a change. */
    public static Annotations apply(Annotations before, AnnotationSlot slot) {
        AnnotationChange change = slot.change();
        Map<String, String> tags = new TreeMap<>(before.tags());
        Map<String, @Nullable String> changed = change.tags();
        if (changed != null) {
            changed.forEach((key, value) -> {
                if (value == null) {
                    tags.remove(key);
                } else {
                    tags.put(key, value);
                }
            });
        }
        String description = change.description() == null ? before.description() : change.description();
        return new Annotations(slot.revision(), description, tags, change.actor(), slot.at());
    }
}
