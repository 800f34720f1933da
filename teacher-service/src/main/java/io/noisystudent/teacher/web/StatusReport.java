package io.noisystudent.teacher.web;

import io.noisystudent.contracts.config.GateRule;
import io.noisystudent.contracts.config.PipelineConfig;
import io.noisystudent.contracts.event.GenerationState;
import io.noisystudent.contracts.event.GenerationState.Evaluating;
import io.noisystudent.contracts.event.GenerationState.Promoted;
import io.noisystudent.contracts.event.LabelingSummary;
import io.noisystudent.contracts.event.ModelRef;
import io.noisystudent.contracts.event.TrainingProgress;
import io.noisystudent.teacher.curriculum.ControlComparison;
import io.noisystudent.teacher.curriculum.Generations;
import io.noisystudent.teacher.curriculum.StateDescriptions;
import io.noisystudent.teacher.messaging.OwnerStatus;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where the loop stands.
 *
 * @param curriculum its kind, {@code noisy-student} for example
 * @param active whether this instance owns the curriculum; the others know the committed states only
 * @param teacher current teacher; null before the first
 * @param finished whether nothing more happens until new data comes or a person asks; false where {@code active} is
 *     false, since only the owner knows
 * @param waitingFor what has to happen next
 * @param openTasks labeling and evaluation tasks without an answer; by this number labelers are scaled
 * @param openTrainings training requests without an answer; by this number trainers are scaled
 * @param lag records of each input topic that the owner has not read yet; empty while standing by
 * @param reset what the broker has lost since the loop worked with it; null if nothing is known to be lost
 * @param gate its rules, in their order
 * @param controls every control beside the student with which it is compared, oldest first
 * @param warnings what is wrong with the data logs, for people; empty when nothing is
 */
public record StatusReport(
        String pipeline,
        String curriculum,
        String instance,
        boolean active,
        @Nullable ModelRef teacher,
        @Nullable OpenGeneration open,
        boolean finished,
        String waitingFor,
        int openTasks,
        int openTrainings,
        Map<String, Long> lag,
        @Nullable String reset,
        List<Rule> gate,
        List<ControlComparison> controls,
        List<String> warnings) {

    /**
     * A rule of the gate.
     *
     * @param comparesWith with which version it compares a candidate, for people; null of a rule that looks at the
     *     candidate alone
     */
    public record Rule(String rule, @Nullable String comparesWith) {
        static Rule of(GateRule rule) {
            return new Rule(rule.ruleName(), rule.comparesWith().orElse(null));
        }
    }

    /**
     * Progress of the open generation.
     *
     * @param reason why it opened; of an assistant, by what it was chosen
     * @param state {@code labeling}, {@code training} or {@code evaluating}
     * @param training newest word of the trainer about each student that trains
     * @param evaluationTasksOpen evaluation tasks without an answer
     */
    public record OpenGeneration(
            String id,
            String reason,
            String state,
            Instant openedAt,
            LabelingSummary labeling,
            List<TrainingProgress.Running> training,
            int evaluationTasksOpen) {}

    static StatusReport of(
            PipelineConfig pipeline,
            String instance,
            OwnerStatus owner,
            Generations generations,
            List<String> warnings) {
        return new StatusReport(
                pipeline.name(),
                pipeline.curriculum().kind().kindName(),
                instance,
                owner.active(),
                owner.teacher() == null ? lastPromoted(generations) : owner.teacher(),
                generations.open().map(state -> open(state, owner)).orElse(null),
                owner.finished(),
                waitingFor(owner, generations),
                generations.openTasks(),
                generations.openTrainings(),
                owner.lag(),
                owner.reset(),
                pipeline.gate().rules().stream().map(Rule::of).toList(),
                ControlComparison.of(generations),
                warnings);
    }

    private static OpenGeneration open(GenerationState state, OwnerStatus owner) {
        return new OpenGeneration(
                state.plan().id(),
                state.plan().reason(),
                state.getClass().getSimpleName().toLowerCase(Locale.ROOT),
                state.plan().openedAt(),
                state.labeling(),
                owner.training(),
                state instanceof Evaluating evaluating ? evaluating.openTasks().size() : 0);
    }

    private static String waitingFor(OwnerStatus owner, Generations generations) {
        String known = owner.waitingFor();
        return known != null
                ? known
                : generations.open().map(StateDescriptions::describe).orElse("the instance that owns the curriculum");
    }

    private static @Nullable ModelRef lastPromoted(Generations generations) {
        return generations.all().stream()
                .filter(Promoted.class::isInstance)
                .map(state -> ((Promoted) state).candidate().model())
                .reduce((first, second) -> second)
                .orElse(null);
    }
}
