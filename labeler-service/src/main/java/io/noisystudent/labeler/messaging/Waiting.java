package io.noisystudent.labeler.messaging;

import io.noisystudent.contracts.error.NoisyStudentException;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What the workers wait for: by kind of task, why the current one cannot be answered now. */
@Singleton
public class Waiting {
    private final Map<String, NoisyStudentException> reasons = new ConcurrentHashMap<>();

    void begin(String kind, NoisyStudentException reason) {
        reasons.put(kind, reason);
    }

    void end(String kind) {
        reasons.remove(kind);
    }

    public Map<String, NoisyStudentException> reasons() {
        return Map.copyOf(reasons);
    }
}
