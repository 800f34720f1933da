package io.noisystudent.teacher.curriculum;

import io.noisystudent.contracts.event.GenerationState;
import io.noisystudent.contracts.event.GenerationState.Evaluating;
import io.noisystudent.contracts.event.GenerationState.Failed;
import io.noisystudent.contracts.event.GenerationState.Labeling;
import io.noisystudent.contracts.event.GenerationState.Measured;
import io.noisystudent.contracts.event.GenerationState.Promoted;
import io.noisystudent.contracts.event.GenerationState.Rejected;
import io.noisystudent.contracts.event.GenerationState.Training;
import io.noisystudent.contracts.event.ModelRef;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** States in words, for logs and status pages. */
public final class StateDescriptions {
    private StateDescriptions() {}

    /** What an open generation waits for. */
    public static String describe(GenerationState state) {
        return "generation " + state.plan().id() + " " + waits(state);
    }

    /** One line about a new state. */
    public static String headline(GenerationState state) {
        String name = state.getClass().getSimpleName().toLowerCase(Locale.ROOT);
        if (state instanceof Promoted promoted) {
            return name + " model=" + promoted.candidate().model() + ": " + promoted.verdict();
        }
        if (state instanceof Rejected rejected) {
            return name + " model=" + rejected.candidate().model() + ": " + rejected.verdict();
        }
        if (state instanceof Failed failed) {
            return name + " code=" + failed.code() + ": " + failed.reason();
        }
        if (state instanceof Measured measured) {
            return name + " model=" + measured.candidate().model();
        }
        return name + ": " + waits(state);
    }

    /** Whether a person would say that something happened between two states, more than a step of progress. */
    public static boolean isNews(@Nullable GenerationState before, GenerationState after) {
        if (before == null || before.getClass() != after.getClass()) {
            return true;
        }
        return before instanceof Evaluating earlier
                && after instanceof Evaluating later
                && !Objects.equals(earlier.pending(), later.pending());
    }

    private static String waits(GenerationState state) {
        if (state instanceof Labeling labeling) {
            return "waits for labelers: " + labeling.labeling().tasksDone() + " of "
                    + labeling.labeling().tasks() + " tasks are answered";
        }
        if (state instanceof Training training) {
            int answered = training.students().size() + training.failures().size();
            return "waits for trainers: " + answered + " of "
                    + training.requests().size() + " requests are answered";
        }
        if (state instanceof Evaluating evaluating) {
            if (!evaluating.openTasks().isEmpty()) {
                return "waits for labelers: " + evaluating.openTasks().size() + " evaluation tasks are open";
            }
            ModelRef model = evaluating.candidate().model();
            return evaluating.pending() == null
                    ? "waits for the registry's verdict on " + model
                    : "waits for a person to decide about " + model + ": " + evaluating.pending();
        }
        return "is decided";
    }
}
