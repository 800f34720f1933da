package io.noisystudent.registry.report;

import io.noisystudent.contracts.config.Split;
import io.noisystudent.contracts.event.ModelRef;
import io.noisystudent.contracts.registry.PairedComparison;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Two versions side by side.
 *
 * @param evaluation id of the evidence about {@code version}; null if there is none on this split
 * @param otherEvaluation id of the evidence about {@code other}; null if there is none on this split
 * @param sameData whether both were measured on the same ranges of the log: only then do figures compare
 * @param metrics of both; empty unless both were measured
 * @param classes recall of both, in the order of the classes; empty if their classes differ
 * @param paired {@code version} as candidate against {@code other} as incumbent on the same samples; null if
 *     no such evidence was posted
 */
public record VersionComparison(
        ModelRef version,
        ModelRef other,
        Split split,
        @Nullable String evaluation,
        @Nullable String otherEvaluation,
        boolean sameData,
        List<Figure> metrics,
        List<Figure> classes,
        @Nullable PairedComparison paired) {
    public VersionComparison {
        metrics = List.copyOf(metrics);
        classes = List.copyOf(classes);
    }

    /** A figure of both; {@code difference} is the version's minus the other's. */
    public record Figure(String name, double version, double other, double difference) {
        static Figure of(String name, double version, double other) {
            return new Figure(name, version, other, version - other);
        }
    }
}
