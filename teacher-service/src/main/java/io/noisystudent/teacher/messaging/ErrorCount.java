package io.noisystudent.teacher.messaging;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How often the evaluation of a generation ended with an {@link Error} since this process started. It outlives a leader
 * term, which the same error may end. Thread-safe.
 */
final class ErrorCount {
    private final Map<String, Integer> errors = new ConcurrentHashMap<>();

    /** Counts one, and says how many there are. */
    int add(String generation) {
        return errors.merge(generation, 1, Integer::sum);
    }

    /** The evaluation came to an end. */
    void forget(String generation) {
        errors.remove(generation);
    }
}
