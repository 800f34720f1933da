package io.noisystudent.contracts.event;

import org.jspecify.annotations.Nullable;

/**
 * A trained student of a generation, and its accuracies once they are measured.
 *
 * @param requestId of the training request that it answers
 * @param validation null until it is measured, or when no sample of that split exists
 * @param test like {@code validation}
 */
public record StudentResult(
        String requestId,
        ModelRef model,
        TrainingReport report,
        @Nullable Accuracy validation,
        @Nullable Accuracy test) {

    /** Share of right answers, with its 95 % Wilson interval. */
    public record Accuracy(long samples, double value, double low, double high) {}
}
