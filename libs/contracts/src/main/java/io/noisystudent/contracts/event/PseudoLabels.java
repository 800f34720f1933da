package io.noisystudent.contracts.event;

import io.noisystudent.contracts.log.LogRange;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A labeler's answer to one labeling task. It accounts for every sample of the range: accepted, rejected or unreadable.
 *
 * @param acceptedAt positions of the accepted samples, as many as there are rows in {@code probabilities}
 * @param probabilities of the accepted samples, in the same order
 * @param rejected histogram of the samples below the minimum confidence
 * @param execution what computed the probabilities; null of a labeler that did not say so yet
 */
public record PseudoLabels(
        String taskId,
        int generation,
        ModelRef model,
        LogRange range,
        SamplePositions acceptedAt,
        ProbabilityMatrix probabilities,
        ConfidenceHistogram rejected,
        List<UnreadableSample> unreadable,
        @Nullable Execution execution) {
    public PseudoLabels {
        unreadable = List.copyOf(unreadable);
        if (acceptedAt.size() != probabilities.rows()) {
            throw new IllegalArgumentException(acceptedAt.size() + " positions, " + probabilities.rows() + " rows");
        }
    }

    public long samples() {
        return acceptedAt.size() + rejected.total() + unreadable.size();
    }
}
