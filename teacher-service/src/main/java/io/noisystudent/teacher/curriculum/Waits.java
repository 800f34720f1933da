package io.noisystudent.teacher.curriculum;

import io.noisystudent.contracts.event.GenerationState;
import io.noisystudent.contracts.event.GenerationState.Evaluating;
import io.noisystudent.contracts.event.GenerationState.Failed;
import io.noisystudent.contracts.event.GenerationState.Labeling;
import io.noisystudent.contracts.event.GenerationState.Promoted;
import io.noisystudent.contracts.event.GenerationState.Rejected;
import io.noisystudent.contracts.event.GenerationState.Training;
import java.util.Locale;

/** States in words, for logs and status pages. */
public final class Waits {
    private Waits() {}

    /** What an open generation waits for. */
    public static String describe(GenerationState state) {
        String who = "generation " + state.plan().id() + " waits for ";
        if (state instanceof Labeling labeling) {
            return who + "labelers: " + labeling.labeling().tasksDone() + " of "
                    + labeling.labeling().tasks() + " tasks are answered";
        }
        if (state instanceof Training training) {
            int answered = training.students().size() + training.failures().size();
            return who + "trainers: " + answered + " of " + training.requests().size() + " students are answered";
        }
        if (state instanceof Evaluating evaluating) {
            if (!evaluating.openTasks().isEmpty()) {
                return who + "labelers: " + evaluating.openTasks().size() + " evaluation tasks are open";
            }
            return evaluating.pending() == null
                    ? who + "the registry's verdict on "
                            + evaluating.candidate().model()
                    : who + "a person to decide about " + evaluating.candidate().model() + ": " + evaluating.pending();
        }
        return "generation " + state.plan().id() + " is decided";
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
        if (state instanceof GenerationState.Measured measured) {
            return name + " model=" + measured.candidate().model();
        }
        return name + ": " + describe(state);
    }
}
