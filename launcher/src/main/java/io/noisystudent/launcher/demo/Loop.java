package io.noisystudent.launcher.demo;

import io.noisystudent.contracts.event.GenerationState;
import io.noisystudent.contracts.event.GenerationState.Decided;
import io.noisystudent.contracts.event.PseudoLabels;
import io.noisystudent.contracts.event.TrainingProgress;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What has been seen of the loop so far, put together from the pipeline's own topics.
 *
 * <p>Confined to the thread that reads the topics.
 */
final class Loop {
    private final Truth truth;
    private final Map<String, GenerationState> generations = new LinkedHashMap<>();
    private final Map<String, TrainingProgress> trainings = new HashMap<>();
    private final Map<Integer, Labels> labels = new HashMap<>();

    Loop(Truth truth) {
        this.truth = truth;
    }

    /** The pseudo-labels of one generation, each task counted once. */
    private static final class Labels {
        private final Set<String> tasks = new HashSet<>();
        private long samples;
        private Truth.Score score = Truth.Score.NONE;
    }

    void on(GenerationState state) {
        // A copy of an earlier state changes nothing.
        generations.merge(
                state.plan().id(),
                state,
                (known, next) -> known instanceof Decided && !(next instanceof Decided) ? known : next);
    }

    void on(TrainingProgress progress) {
        trainings.put(progress.requestId(), progress);
    }

    void on(PseudoLabels answer) {
        Labels seen = labels.computeIfAbsent(answer.generation(), number -> new Labels());
        if (seen.tasks.add(answer.taskId())) {
            seen.samples += answer.samples();
            seen.score = seen.score.plus(truth.score(answer));
        }
    }

    /** In the order in which they opened. */
    Collection<GenerationState> generations() {
        return generations.values();
    }

    Optional<TrainingProgress> training(String requestId) {
        return Optional.ofNullable(trainings.get(requestId));
    }

    /** Share of the accepted pseudo-labels of a generation that name the true class; NaN when unknown. */
    double pseudoLabelAccuracy(int generation) {
        Labels seen = labels.get(generation);
        return seen == null ? Double.NaN : seen.score.share();
    }

    /** Whether all answers that a decided generation counts have been read here too. */
    boolean hasLabelsOf(GenerationState state) {
        Labels seen = labels.get(state.plan().number());
        return state.labeling().samples() == 0
                || (seen != null && seen.samples >= state.labeling().samples());
    }

    boolean hasPromotedStudent() {
        return generations.values().stream()
                .anyMatch(state -> state instanceof GenerationState.Promoted
                        && state.plan().number() > 0);
    }
}
