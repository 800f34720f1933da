package io.noisystudent.trainer.messaging;

import io.noisystudent.contracts.event.TrainingProgress;

/** Where a trainer reports how it goes. */
interface ProgressSink {
    /** For what the next message repeats: a lost one is only logged. */
    void send(TrainingProgress progress);

    /**
     * For the answer: returns it when it is written.
     *
     * @throws io.noisystudent.contracts.error.NoisyStudentException {@code BROKER_UNAVAILABLE} when it is not
     */
    TrainingProgress write(TrainingProgress progress);
}
