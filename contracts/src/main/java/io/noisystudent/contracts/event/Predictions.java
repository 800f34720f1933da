package io.noisystudent.contracts.event;

import io.noisystudent.contracts.config.Split;
import io.noisystudent.contracts.log.LogRange;
import java.util.List;

/**
 * A labeler's answer to one evaluation task: what the model says of every held-out sample that counts.
 *
 * @param labels true class of each row, as an index into the pipeline's classes
 * @param splits of each row: {@code VALIDATION} or {@code TEST}
 */
public record Predictions(
        String taskId,
        String generation,
        ModelRef model,
        LogRange range,
        SamplePositions positions,
        List<Integer> labels,
        List<Split> splits,
        SoftLabels probabilities,
        List<UnreadableSample> unreadable) {
    public Predictions {
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
}
