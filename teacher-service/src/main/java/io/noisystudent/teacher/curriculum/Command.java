package io.noisystudent.teacher.curriculum;

import io.noisystudent.contracts.event.EvaluationTask;
import io.noisystudent.contracts.event.LabelingTask;
import io.noisystudent.contracts.event.TrainingRequest;

/** What has to be sent in the same transaction as the state that asks for it. */
public sealed interface Command {
    /** Goes to the labelers. */
    record Label(LabelingTask task) implements Command {}

    /** Goes to the trainers. */
    record Train(TrainingRequest request) implements Command {}

    /** Goes to the labelers. */
    record Evaluate(EvaluationTask task) implements Command {}
}
