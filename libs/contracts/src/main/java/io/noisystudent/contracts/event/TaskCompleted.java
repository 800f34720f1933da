package io.noisystudent.contracts.event;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.noisystudent.contracts.log.LogRange;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The small companion of {@link PseudoLabels}, written in the same transaction: what the curriculum and a dashboard
 * need to know. Without its companion it says that the task failed for good.
 *
 * @param generation of the task; 0 of one that could not be read
 * @param model of the task; null of one that could not be read
 * @param range like {@code model}
 * @param acceptedPerClass accepted samples by predicted class
 * @param confidences of all readable samples, accepted or not
 * @param labeler the instance that did the work
 * @param readMillis time that the labeler waited for records
 * @param inferenceMillis time that batches spent in the model, added up over those that were there at once
 * @param execution what computed the probabilities; null of a labeler that did not say so yet, and with a failure
 * @param failure null of a task that was done; else nothing is counted, and there are no classes, so that a reader that
 *     does not know this component refuses the answer
 */
public record TaskCompleted(
        String taskId,
        int generation,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable ModelRef model,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable LogRange range,
        long accepted,
        long rejected,
        long unreadable,
        List<Long> acceptedPerClass,
        ConfidenceHistogram confidences,
        String labeler,
        long readMillis,
        long inferenceMillis,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Execution execution,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable TaskFailure failure) {
    public TaskCompleted {
        if (failure == null && (model == null || range == null)) {
            throw new IllegalArgumentException("it names no model or no range, and no failure");
        }
        acceptedPerClass = List.copyOf(acceptedPerClass);
    }

    /** The answer to a task that can never be done. */
    public static TaskCompleted failed(LabelingTask task, TaskFailure failure, String labeler) {
        return failed(task.id(), task.generation(), task.model(), task.range(), failure, labeler);
    }

    /** The answer to a task that could not be read, by the id that is the key of its record. */
    public static TaskCompleted unreadable(String taskId, TaskFailure failure, String labeler) {
        return failed(taskId, 0, null, null, failure, labeler);
    }

    private static TaskCompleted failed(
            String taskId,
            int generation,
            @Nullable ModelRef model,
            @Nullable LogRange range,
            TaskFailure failure,
            String labeler) {
        ConfidenceHistogram nothing = new ConfidenceHistogram(List.of());
        return new TaskCompleted(
                taskId, generation, model, range, 0, 0, 0, List.of(), nothing, labeler, 0, 0, null, failure);
    }

    public long samples() {
        return accepted + rejected + unreadable;
    }
}
