package io.noisystudent.trainer.training;

import io.noisystudent.contracts.event.TrainingRequest;
import io.noisystudent.learning.training.StepReport;
import io.noisystudent.trainer.training.TrainerStatus.State;

/** Keeps what the trainer is doing for its status. Written by one thread, read by any. */
public final class Activity {
    private volatile TrainerStatus now = TrainerStatus.IDLE;

    public TrainerStatus now() {
        return now;
    }

    public void reading(TrainingRequest request) {
        now = new TrainerStatus(State.READING, request.id(), request.recipe().network(), 0, 0, null);
    }

    public void stepped(StepReport report) {
        State state = report.step() == report.steps() ? State.REGISTERING : State.TRAINING;
        now = new TrainerStatus(state, now.requestId(), now.network(), report.step(), report.steps(), report.loss());
    }

    public void idle() {
        now = TrainerStatus.IDLE;
    }
}
