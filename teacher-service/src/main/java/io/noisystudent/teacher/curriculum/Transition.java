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
 * @param idle why an observation opened nothing; null of every other event
 */
public record Transition(
        @Nullable GenerationState state,
        List<? extends Command> commands,
        @Nullable String note,
        @Nullable CurriculumDecision idle) {
    /** Nothing happens, and nothing is logged. */
    public static final Transition NONE = new Transition(null, List.of(), null, null);

    public Transition {
        commands = List.copyOf(commands);
    }

    static Transition to(GenerationState state) {
        return new Transition(state, List.of(), null, null);
    }

    static Transition to(GenerationState state, List<? extends Command> commands) {
        return new Transition(state, commands, null, null);
    }

    /** Nothing changes, for a reason. */
    static Transition none(String note) {
        return new Transition(null, List.of(), note, null);
    }

    /** No generation opens. */
    static Transition idle(CurriculumDecision why) {
        return new Transition(null, List.of(), null, why);
    }
}
