package io.noisystudent.contracts.event;

import io.noisystudent.contracts.config.Split;
import io.noisystudent.contracts.log.LogRange;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A labeler's answer to one evaluation task: what the model says of every held-out sample that counts.
 *
 * @param generation of the task; empty of one that could not be read
 * @param model of the task; null of one that could not be read
 * @param range like {@code model}
 * @param labels true class of each row, as an index into the pipeline's classes
 * @param splits of each row: {@code VALIDATION} or {@code TEST}
 * @param execution what computed the probabilities; null of a labeler that did not say so yet, and with a failure
 * @param latency of the model on the labeler's device; null like {@code execution}
 * @param failure null of a task that was done; else there are no rows
 */
public record Predictions(
        String taskId,
        String generation,
        @Nullable ModelRef model,
        @Nullable LogRange range,
        SamplePositions positions,
        List<Integer> labels,
        List<Split> splits,
        ProbabilityMatrix probabilities,
        List<UnreadableSample> unreadable,
        @Nullable Execution execution,
        @Nullable Latency latency,
        @Nullable TaskFailure failure) {
    public Predictions {
        if (failure == null && (model == null || range == null)) {
            throw new IllegalArgumentException("it names no model or no range, and no failure");
        }
        labels = List.copyOf(labels);
        splits = List.copyOf(splits);
        unreadable = List.copyOf(unreadable);
        if (labels.size() != probabilities.rows()
                || splits.size() != probabilities.rows()
                || positions.size() != probabilities.rows()) {
            throw new IllegalArgumentException("columns differ in length: " + positions.size() + " positions, "
                    + labels.size() + " labels, " + splits.size() + " splits, " + probabilities.rows() + " rows");
        }
    }

    /** The answer to a task that can never be done. */
    public static Predictions failed(EvaluationTask task, TaskFailure failure) {
        return failed(task.id(), task.generation(), task.model(), task.range(), failure);
    }

    /** The answer to a task that could not be read, by the id that is the key of its record. */
    public static Predictions unreadable(String taskId, TaskFailure failure) {
        return failed(taskId, "", null, null, failure);
    }

    /** As above, from the parts of the task. */
    public static Predictions failed(
            String taskId, String generation, @Nullable ModelRef model, @Nullable LogRange range, TaskFailure failure) {
        return new Predictions(
                taskId,
                generation,
                model,
                range,
                new SamplePositions(new long[0], new int[0]),
                List.of(),
                List.of(),
                new ProbabilityMatrix(1, new float[0]),
                List.of(),
                null,
                null,
                failure);
    }
}
