package io.noisystudent.contracts.event;

import org.jspecify.annotations.Nullable;

/** A trained student of a generation, and its accuracies once they are measured. */
public record StudentResult(
        ModelRef model,
        TrainingReport report,
        @Nullable Accuracy validation,
        @Nullable Accuracy test) {

    /** Share of right answers, with its 95 % Wilson interval. */
    public record Accuracy(long samples, double value, double low, double high) {}
}
