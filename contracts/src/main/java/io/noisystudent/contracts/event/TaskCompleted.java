package io.noisystudent.contracts.event;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.noisystudent.contracts.log.LogRange;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The small companion of {@link PseudoLabels}, written in the same transaction: what the curriculum and a dashboard
 * need to know. Without its companion it says that the task failed for good.
 *
 * @param acceptedPerClass accepted samples by predicted class
 * @param confidences of all readable samples, accepted or not
 * @param labeler the instance that did the work
 * @param readMillis time that the labeler waited for records
 * @param inferenceMillis time that batches spent in the model, added up over those that were there at once
 * @param failure null of a task that was done; else nothing is counted, and there are no classes, so that a reader that
 *     does not know this component refuses the answer
 */
public record TaskCompleted(
        String taskId,
        int generation,
        ModelRef model,
        LogRange range,
        long accepted,
        long rejected,
        long unreadable,
        List<Long> acceptedPerClass,
        ConfidenceHistogram confidences,
        String labeler,
        long readMillis,
        long inferenceMillis,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable TaskFailure failure) {
    public TaskCompleted {
        acceptedPerClass = List.copyOf(acceptedPerClass);
    }

    /** The answer to a task that can never be done. */
    public static TaskCompleted failed(LabelingTask task, TaskFailure failure, String labeler) {
        ConfidenceHistogram nothing = new ConfidenceHistogram(List.of());
        return new TaskCompleted(
                task.id(),
                task.generation(),
                task.model(),
                task.range(),
                0,
                0,
                0,
                List.of(),
                nothing,
                labeler,
                0,
                0,
                failure);
    }

    public long samples() {
        return accepted + rejected + unreadable;
    }
}
