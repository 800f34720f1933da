package io.noisystudent.learning.training;

/** Follows a training, and may end it; called on the training's thread, after every step. */
@FunctionalInterface
public interface TrainingListener {
    TrainingListener NONE = report -> {};

    void stepped(StepReport report);

    /** Called after every pass over the training data. */
    default void epochEnded(EpochReport report) {}

    /** How long the step that begins has waited for its images. */
    default void waited(long nanos) {}

    /** Asked before every step; true ends the training with a {@link java.util.concurrent.CancellationException}. */
    default boolean isCancelled() {
        return false;
    }
}
