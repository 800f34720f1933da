package io.noisystudent.teacher.curriculum;

import io.noisystudent.contracts.event.GenerationPlan;
import io.noisystudent.contracts.event.TrainingRequest;
import io.noisystudent.contracts.registry.Lineage;
import io.noisystudent.contracts.registry.ModelVersion;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Notices that the broker is not the one, or no longer has all, that the loop has worked with. */
public final class LogReset {
    private LogReset() {}

    /**
     * What a person has to know when the registry is older than the log of generations; empty if it is not.
     *
     * @param topic of the generations
     * @param log id of that topic now
     * @param versions of the pipeline's model in the registry, oldest first
     */
    public static Optional<String> ofRegistry(
            String topic, @Nullable String log, Generations generations, List<ModelVersion> versions) {
        return versions.stream()
                .filter(version -> version.lineage() != null)
                .reduce((first, second) -> second)
                .filter(newest -> isForeign(newest.lineage(), generations, log))
                .map(newest -> "the registry has " + newest.model() + ", which was trained for another " + topic
                        + ": the broker has lost its data, or is another one; generations are numbered from the"
                        + " beginning, versions go on");
    }

    private static boolean isForeign(@Nullable Lineage lineage, Generations generations, @Nullable String log) {
        if (lineage == null) {
            return false;
        }
        TrainingRequest request = lineage.request();
        // What was trained before requests named their log is this log's, unless that one is empty.
        return request.log() == null ? generations.all().isEmpty() : !Objects.equals(request.log(), log);
    }

    /**
     * What a person has to know when topics are others than when the newest generation opened; empty if they are not.
     *
     * @param logs ids of the pipeline's topics now, by name
     */
    public static Optional<String> ofTopics(Generations generations, Map<String, String> logs) {
        if (generations.all().isEmpty()) {
            return Optional.empty();
        }
        GenerationPlan newest =
                generations.all().get(generations.all().size() - 1).plan();
        Set<String> others = LogChange.since(newest, logs);
        return others.isEmpty()
                ? Optional.empty()
                : Optional.of(LogChange.describe("generation " + newest.id(), others));
    }
}
