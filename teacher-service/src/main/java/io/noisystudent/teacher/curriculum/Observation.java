package io.noisystudent.teacher.curriculum;

import io.noisystudent.contracts.event.ModelRef;
import io.noisystudent.contracts.log.LogRange;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the world looks like at one moment in which no generation is open.
 *
 * @param labeled the labelled log, one range per partition
 * @param unlabeled the unlabelled log, one range per partition
 * @param pseudoLabels the log of answers, one range per partition
 * @param teacher where the registry's alias {@code teacher} points; null when there is none yet
 * @param settled whether the two data logs have been quiet for long enough, see {@link Settling}
 */
public record Observation(
        List<LogRange> labeled,
        List<LogRange> unlabeled,
        List<LogRange> pseudoLabels,
        @Nullable ModelRef teacher,
        boolean settled) {
    public Observation {
        labeled = List.copyOf(labeled);
        unlabeled = List.copyOf(unlabeled);
        pseudoLabels = List.copyOf(pseudoLabels);
    }

    /** Offsets in these ranges. */
    static long length(List<LogRange> ranges) {
        return ranges.stream().mapToLong(LogRange::length).sum();
    }

    /** Offsets of {@code now} beyond the ends of {@code before}; all of a partition that was not there before. */
    static long grown(List<LogRange> before, List<LogRange> now) {
        long grown = 0;
        for (LogRange range : now) {
            long end = before.stream()
                    .filter(earlier -> earlier.partition() == range.partition())
                    .mapToLong(LogRange::to)
                    .max()
                    .orElse(range.from());
            grown += Math.max(0, range.to() - Math.max(end, range.from()));
        }
        return grown;
    }
}
