package io.noisystudent.teacher.curriculum;

import io.noisystudent.contracts.event.GenerationState;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one event does: at most one generation gets another state.
 *
 * @param state null when nothing changes
 * @param commands to be sent together with the state
 * @param note what a person should read in the log; null if nothing
 */
public record Step(
        @Nullable GenerationState state,
        List<? extends Command> commands,
        @Nullable String note) {
    /** Nothing happens, and nobody needs to know. */
    public static final Step NONE = new Step(null, List.of(), null);

    public Step {
        commands = List.copyOf(commands);
    }

    static Step to(GenerationState state) {
        return new Step(state, List.of(), null);
    }

    static Step to(GenerationState state, List<? extends Command> commands) {
        return new Step(state, commands, null);
    }

    /** Nothing changes, for a reason. */
    static Step none(String note) {
        return new Step(null, List.of(), note);
    }
}
