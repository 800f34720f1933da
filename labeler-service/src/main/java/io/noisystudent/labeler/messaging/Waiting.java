package io.noisystudent.labeler.messaging;

import io.noisystudent.contracts.error.NoisyStudentException;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The tasks that cannot be answered now, and why. */
@Singleton
public class Waiting {
    private final Queue<Wait> waits = new ConcurrentLinkedQueue<>();

    /** One task that waits. */
    record Wait(String kind, NoisyStudentException reason) {}

    /** A task waits, or after another attempt still does. */
    Wait goOn(@Nullable Wait before, String kind, NoisyStudentException reason) {
        Wait wait = new Wait(kind, reason);
        waits.add(wait);
        end(before);
        return wait;
    }

    void end(@Nullable Wait wait) {
        if (wait != null) {
            waits.remove(wait);
        }
    }

    /** By kind of task, what one of them waits for. */
    public Map<String, NoisyStudentException> reasons() {
        return waits.stream().collect(Collectors.toMap(Wait::kind, Wait::reason, (first, later) -> first));
    }
}
