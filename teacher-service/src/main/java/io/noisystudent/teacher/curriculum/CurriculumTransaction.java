package io.noisystudent.teacher.curriculum;

import io.noisystudent.contracts.event.GenerationState;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Events that are applied one after the other and take effect together or not at all: what one transaction writes.
 *
 * <p>Of a generation that changes several times only the last state is written.
 */
public final class CurriculumTransaction {
    private final Curriculum curriculum;
    private final Map<String, GenerationState> changed = new LinkedHashMap<>();
    private final List<Command> commands = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private Generations generations;
    private @Nullable CurriculumDecision idle;

    /** Begins with the committed generations. */
    public CurriculumTransaction(Curriculum curriculum, Generations generations) {
        this.curriculum = curriculum;
        this.generations = generations;
    }

    /**
     * Applies an event; returns the state that it led to, null if it changed nothing.
     *
     * @throws io.noisystudent.contracts.error.NoisyStudentException when a person's request is refused; the transaction is as
     *     it was before
     */
    public @Nullable GenerationState apply(CurriculumEvent event) {
        Transition transition = curriculum.on(generations, event);
        GenerationState state = transition.state();
        if (state != null) {
            generations = generations.with(state);
            changed.put(state.plan().id(), state);
            commands.addAll(transition.commands());
        }
        if (event instanceof CurriculumEvent.Observed) {
            idle = transition.idle();
        }
        if (transition.note() != null) {
            notes.add(transition.note());
        }
        return state;
    }

    /** The generations after the events so far. */
    public Generations generations() {
        return generations;
    }

    /** The last state of every generation that changed, in the order of their first change. */
    public Collection<GenerationState> changed() {
        return changed.values();
    }

    public List<Command> commands() {
        return commands;
    }

    /** What a person should read in the log. */
    public List<String> notes() {
        return notes;
    }

    /** Why nothing happens, if an observation was among the events and opened nothing. */
    public @Nullable CurriculumDecision idle() {
        return idle;
    }
}
