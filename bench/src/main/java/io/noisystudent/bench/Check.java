package io.noisystudent.bench;

import io.noisystudent.bench.statistics.NotMeasuredException;
import java.util.function.Supplier;

/**
 * Something that has to hold, and whether it does.
 *
 * @param subject what was looked at
 * @param found what was found, or why nothing was
 * @param required what it should be
 */
record Check(String subject, String found, String required, boolean holds) {
    /** What could not be measured does not hold. */
    static Check of(String subject, Supplier<Check> measured) {
        try {
            return measured.get();
        } catch (NotMeasuredException e) {
            return failed(subject, String.valueOf(e.getMessage()));
        }
    }

    /** One that does not hold, whatever was required. */
    static Check failed(String subject, String reason) {
        return new Check(subject, "not measured: " + reason, "measured", false);
    }

    String verdict() {
        return holds ? "ok" : "FAILED";
    }
}
