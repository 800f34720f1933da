package io.noisystudent.teacher.messaging;

import io.noisystudent.contracts.event.GenerationState;

/** Hears what the owner did, for metrics; called on the owner's thread after the commit. */
public interface CurriculumListener {
    /** A state was committed. */
    void onState(GenerationState state);

    /** A record was read. */
    void onEvent(String topic);

    /** A record could not be understood and was skipped. */
    void onBadMessage(String topic);

    /** A transaction failed and its work is done again. */
    void onAborted();
}
