package io.noisystudent.contracts.event;

import io.noisystudent.contracts.config.Recipe;
import io.noisystudent.contracts.log.LogRange;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was fixed when a generation opened; it never changes afterwards.
 *
 * @param id {@code "0"}, {@code "1"}, ...; {@code "control"} with a number for the labels-only control
 * @param number of the generation; of the control: the generation whose network it trains
 * @param teacher whose labels are used and who is the incumbent; null when there is no teacher yet
 * @param labeled snapshot of the labelled log, one range per partition
 * @param unlabeled snapshot of the unlabelled log, one range per partition; empty for supervised training
 * @param tasks the labeling tasks' ranges in task order; task {@code i} has the id {@code generation-i}
 * @param answersFrom end of the pseudo-label log when the generation opened
 */
public record GenerationPlan(
        String id,
        int number,
        TrainingRequest.Purpose purpose,
        Recipe recipe,
        @Nullable ModelRef teacher,
        List<LogRange> labeled,
        List<LogRange> unlabeled,
        List<LogRange> tasks,
        List<LogRange> answersFrom,
        Instant openedAt) {
    public GenerationPlan {
        labeled = List.copyOf(labeled);
        unlabeled = List.copyOf(unlabeled);
        tasks = List.copyOf(tasks);
        answersFrom = List.copyOf(answersFrom);
    }
}
