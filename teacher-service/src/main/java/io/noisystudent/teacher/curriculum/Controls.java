package io.noisystudent.teacher.curriculum;

import io.noisystudent.contracts.config.ControlConfig;
import io.noisystudent.contracts.config.ControlConfig.Every;
import io.noisystudent.contracts.config.ControlConfig.Match;
import io.noisystudent.contracts.config.PipelineConfig;
import io.noisystudent.contracts.config.Recipe;
import io.noisystudent.contracts.event.GenerationPlan;
import io.noisystudent.contracts.event.GenerationState;
import io.noisystudent.contracts.event.GenerationState.Examined;
import io.noisystudent.contracts.event.GenerationState.Promoted;
import io.noisystudent.contracts.event.ModelRef;
import io.noisystudent.contracts.event.TrainingRequest.Purpose;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which control is due, and what it trains: the network of the student with which it is compared, on the labels of that
 * student's generation alone, beginning as the loop began, for as long as all generations up to that one took, or the
 * student alone in the kinds that compare that.
 */
final class Controls {
    private final PipelineConfig pipeline;
    private final ControlConfig config;
    private final Clock clock;

    Controls(PipelineConfig pipeline, Clock clock) {
        this.pipeline = pipeline;
        this.config = pipeline.curriculum().control();
        this.clock = clock;
    }

    /**
     * The plan of the control that is due at this point of the loop; empty if none is, if none is asked for there, or if
     * the labels that it would be trained on were in a log that has been made again.
     */
    Optional<GenerationPlan> due(Every point, Generations generations, Observation seen) {
        if (config.isOff() || config.every() != point) {
            return Optional.empty();
        }
        Generations own = generations.ofKind(pipeline.curriculum().kind().kindName());
        // A person who cancels wants the loop to stop.
        return own.last()
                .filter(last -> !Generations.cancelled(last))
                .flatMap(last -> compared(point, own, last))
                .filter(student ->
                        generations.find(Generations.controlId(student.plan())).isEmpty())
                .filter(student -> LogChange.since(student.plan(), seen.logs()).isEmpty())
                .map(student -> plan(student, generations, seen));
    }

    private Optional<Examined> compared(Every point, Generations generations, GenerationState last) {
        List<Examined> students = (point == Every.END ? generations.all() : List.of(last))
                .stream()
                        .filter(state ->
                                state.plan().selfTrained() || state.plan().together())
                        // Their version is of several networks; what it is compared with is an ensemble.
                        .filter(state -> !state.plan().specialized())
                        .filter(Examined.class::isInstance)
                        .map(Examined.class::cast)
                        .toList();
        if (pipeline.curriculum().kind().comparesStudentAlone()) {
            return newest(students);
        }
        Optional<Examined> promoted =
                newest(students.stream().filter(Promoted.class::isInstance).toList());
        return promoted.isPresent() ? promoted : newest(students);
    }

    private static Optional<Examined> newest(List<Examined> students) {
        return students.isEmpty() ? Optional.empty() : Optional.of(students.get(students.size() - 1));
    }

    private GenerationPlan plan(Examined student, Generations generations, Observation seen) {
        GenerationPlan compared = student.plan();
        Origin origin = pipeline.curriculum().kind().comparesStudentAlone()
                ? Origin.alone(compared, compared.recipeOf(student.candidate()))
                : Origin.of(compared, generations);
        Recipe recipe = pipeline.control(
                compared.recipeOf(student.candidate()),
                origin.network(),
                origin.start() != null,
                steps(compared, generations.comparedWith(student)));
        return new GenerationPlan(
                Generations.controlId(compared),
                compared.number(),
                Purpose.CONTROL,
                "the control of generation " + compared.id() + ": the same network on the labels alone",
                recipe,
                student.candidate().model(),
                compared.labeled(),
                List.of(),
                pipeline.labeling().taskSamples(),
                List.of(),
                clock.instant(),
                seen.logs(),
                pipeline.signature(),
                origin.start(),
                compared.curriculum(),
                null,
                null,
                null);
    }

    /** Of labeled rows alone; an image pass too many rather than one too few. */
    private int steps(GenerationPlan compared, Generations generations) {
        int rows = compared.recipe().batchSize();
        long steps = config.match() == Match.STEPS
                ? generations.steps(compared.number())
                : (generations.imagePasses(compared.number()) + rows - 1) / rows;
        return (int) Math.min(Integer.MAX_VALUE, Math.max(1, steps));
    }

    /**
     * How a control begins: as the first of the networks of which a student has its weights, or as the student itself.
     *
     * @param network a name, or {@link Recipe#TEACHERS_NETWORK} for that of {@code start}
     * @param start a version that was not trained here; null if the first one began with fresh weights
     */
    private record Origin(String network, @Nullable ModelRef start) {
        /** As the student. */
        static Origin alone(GenerationPlan student, Recipe recipe) {
            boolean warm = recipe.optimizer().warmStart();
            return new Origin(recipe.network(), warm ? student.teacher() : null);
        }

        /** Follows warm starts back. */
        static Origin of(GenerationPlan student, Generations generations) {
            GenerationPlan plan = student;
            while (plan.teacher() != null
                    && !plan.control()
                    && plan.ensemble() == null
                    && plan.recipe().optimizer().warmStart()) {
                ModelRef teacher = plan.teacher();
                Optional<GenerationPlan> before = generations.trained(teacher).map(GenerationState::plan);
                if (before.isEmpty()) {
                    return new Origin(student.recipe().network(), teacher);
                }
                plan = before.get();
            }
            return new Origin(plan.recipe().network(), plan.start());
        }
    }
}
