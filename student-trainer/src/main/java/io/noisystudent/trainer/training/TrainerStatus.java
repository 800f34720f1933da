package io.noisystudent.trainer.training;

import org.jspecify.annotations.Nullable;

/**
 * What a trainer is doing.
 *
 * @param requestId of the request that is worked on; null when idle
 * @param network that is trained; null when idle
 * @param step steps that are done
 * @param steps of the whole training; 0 until it starts
 * @param loss of the last step; null before the first
 */
public record TrainerStatus(
        State state,
        @Nullable String requestId,
        @Nullable String network,
        long step,
        long steps,
        @Nullable Double loss) {
    static final TrainerStatus IDLE = new TrainerStatus(State.IDLE, null, null, 0, 0, null);

    /** Where a request is. */
    public enum State {
        IDLE,
        READING,
        TRAINING,
        REGISTERING
    }
}
