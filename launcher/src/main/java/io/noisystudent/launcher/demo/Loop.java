package io.noisystudent.launcher.demo;

import io.noisystudent.contracts.config.CurriculumConfig;
import io.noisystudent.contracts.event.GenerationState;
import io.noisystudent.contracts.event.GenerationState.Decided;
import io.noisystudent.contracts.event.PseudoLabels;
import io.noisystudent.contracts.event.TrainingProgress;
import io.noisystudent.contracts.event.TrainingRequest.Purpose;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What has been seen of the loop so far, put together from the pipeline's own topics.
 *
 * <p>Confined to the thread that reads the topics.
 */
final class Loop {
    private final CurriculumConfig curriculum;
    private final Truth truth;
    private final Map<String, GenerationState> generations = new LinkedHashMap<>();
    private final Map<String, TrainingProgress> trainings = new HashMap<>();
    private final Map<Integer, Labels> labels = new HashMap<>();

    Loop(CurriculumConfig curriculum, Truth truth) {
        this.curriculum = curriculum;
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

    /** The newest generation, if there is one. */
    Optional<GenerationState> latest() {
        return generations.values().stream().reduce((first, second) -> second);
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

    /** Whether nothing more will happen until new data arrives. */
    boolean isOver() {
        if (!generations.values().stream().allMatch(state -> state instanceof Decided && hasLabelsOf(state))) {
            return false;
        }
        return neverHadTeacher() || (curriculum.control() ? controlIsMeasured() || controlIsNotDue() : hasStopped());
    }

    boolean hasPromotedStudent() {
        return generations.values().stream()
                .anyMatch(state -> state instanceof GenerationState.Promoted
                        && state.plan().number() > 0);
    }

    private boolean controlIsMeasured() {
        return generations.values().stream().anyMatch(state -> state.plan().purpose() == Purpose.CONTROL);
    }

    /**
     * A generation that fails ends the loop. No control follows if a person cancelled it, or if there is no student to
     * compare a control with.
     */
    private boolean controlIsNotDue() {
        return failure()
                .filter(last -> last.cancelled() || !hasTrainedStudent())
                .isPresent();
    }

    private boolean hasTrainedStudent() {
        return generations.values().stream()
                .anyMatch(
                        state -> state.plan().selfTrained() && !state.students().isEmpty());
    }

    /** The newest generation, if it failed. */
    private Optional<GenerationState.Failed> failure() {
        return latest().filter(GenerationState.Failed.class::isInstance).map(GenerationState.Failed.class::cast);
    }

    private boolean neverHadTeacher() {
        return latest().filter(state -> state.plan().number() == 0 && !(state instanceof GenerationState.Promoted))
                .isPresent();
    }

    private boolean hasStopped() {
        List<GenerationState> decided = List.copyOf(generations.values());
        boolean last = decided.stream().anyMatch(state -> state.plan().number() >= curriculum.maxGenerations());
        int since = 0;
        for (GenerationState state : decided) {
            since = state instanceof GenerationState.Promoted ? 0 : since + 1;
        }
        return failure().isPresent() || last || since >= curriculum.patience();
    }
}
