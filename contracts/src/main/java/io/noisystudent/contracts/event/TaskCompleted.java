package io.noisystudent.contracts.event;

import io.noisystudent.contracts.log.LogRange;
import java.util.List;

/**
 * The small companion of {@link PseudoLabels}, written in the same transaction: what the curriculum and a dashboard
 * need to know.
 *
 * @param acceptedPerClass accepted samples by predicted class
 * @param confidences of all readable samples, accepted or not
 * @param labeler the instance that did the work
 * @param readMillis time that the labeler waited for records
 * @param inferenceMillis time that batches spent in the model, added up over those that were there at once
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
        long inferenceMillis) {
    public TaskCompleted {
        acceptedPerClass = List.copyOf(acceptedPerClass);
    }

    public long samples() {
        return accepted + rejected + unreadable;
    }
}
