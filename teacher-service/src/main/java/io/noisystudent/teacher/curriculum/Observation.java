package io.noisystudent.teacher.curriculum;

import io.noisystudent.contracts.event.GenerationPlan;
import io.noisystudent.contracts.event.ModelRef;
import io.noisystudent.contracts.log.LogRange;
import io.noisystudent.contracts.registry.ModelVersion;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the world looks like at one moment in which no generation is open.
 *
 * @param labeled the labeled log, one range per partition
 * @param unlabeled the unlabeled log, one range per partition
 * @param pseudoLabels the log of answers, one range per partition
 * @param teacher where the registry's alias {@code teacher} points; null when there is none yet
 * @param starts the versions with which recipes begin, by the numbers and aliases that they name; those that are there
 * @param logs ids of the pipeline's topics, by name
 * @param named the version that {@code curriculum.kind} names as teacher; null of kinds that name none, and where the
 *     alias {@code teacher} is named and points nowhere
 * @param settled whether the two data logs have been quiet for long enough, see {@link IngestQuiescence}
 */
public record Observation(
        List<LogRange> labeled,
        List<LogRange> unlabeled,
        List<LogRange> pseudoLabels,
        @Nullable ModelRef teacher,
        @Nullable ModelVersion named,
        Map<String, ModelRef> starts,
        Map<String, String> logs,
        boolean settled) {
    public Observation {
        labeled = List.copyOf(labeled);
        unlabeled = List.copyOf(unlabeled);
        pseudoLabels = List.copyOf(pseudoLabels);
        starts = Map.copyOf(starts);
        logs = Map.copyOf(logs);
    }

    /** Offsets of {@code now} beyond what a plan knew; all of a topic that was made again since. */
    long grown(GenerationPlan plan, List<LogRange> before, List<LogRange> now) {
        Set<String> others = LogChange.since(plan, logs);
        return grown(
                before.stream().filter(range -> !others.contains(range.topic())).toList(), now);
    }

    /** Offsets in these ranges. */
    static long length(List<LogRange> ranges) {
        return ranges.stream().mapToLong(LogRange::length).sum();
    }

    /** Offsets of {@code now} beyond the ends of {@code before}; all of a partition that was not there before. */
    private static long grown(List<LogRange> before, List<LogRange> now) {
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
