package io.noisystudent.teacher.curriculum;

import io.noisystudent.contracts.config.CurriculumKind;
import io.noisystudent.contracts.config.CurriculumKind.TransferSet;
import io.noisystudent.contracts.config.FixResConfig;
import io.noisystudent.contracts.config.PipelineConfig;
import io.noisystudent.contracts.config.Recipe;
import io.noisystudent.contracts.event.GenerationPlan;
import io.noisystudent.contracts.event.ModelRef;
import io.noisystudent.contracts.event.TrainingRequest.Purpose;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Fixes what a generation works with: its number, recipe, teacher and the snapshot of the logs. */
final class Planner {
    private final PipelineConfig pipeline;
    private final Clock clock;

    Planner(PipelineConfig pipeline, Clock clock) {
        this.pipeline = pipeline;
        this.clock = clock;
    }

    /** The first recipe on the labels alone. */
    GenerationPlan supervised(Generations generations, String reason, Observation seen) {
        return plan(generations, pipeline.recipe(0), null, reason, seen, false);
    }

    /** A student of a teacher, on the labels, and on what is selected of the unlabeled log if the transfer set has it. */
    GenerationPlan taught(Generations generations, Step.Taught step, Observation seen) {
        boolean labels = pipeline.curriculum().kind().transferSet() == TransferSet.ALL;
        return plan(generations, step.recipe(), step.teacher(), step.reason(), seen, labels);
    }

    private GenerationPlan plan(
            Generations generations,
            Recipe recipe,
            @Nullable ModelRef teacher,
            String reason,
            Observation seen,
            boolean labels) {
        int number = generations.nextNumber(teacher);
        CurriculumKind kind = pipeline.curriculum().kind();
        return new GenerationPlan(
                Integer.toString(number),
                number,
                Purpose.STUDENT,
                reason,
                recipe,
                teacher,
                seen.labeled(),
                labels ? seen.unlabeled() : List.of(),
                pipeline.labeling().taskSamples(),
                labels ? seen.pseudoLabels() : List.of(),
                clock.instant(),
                seen.logs(),
                pipeline.signature(),
                null,
                kind instanceof CurriculumKind.NoisyStudent ? null : kind.kindName());
    }

    /** Classifier and last normalization of a version, on the labels alone. */
    GenerationPlan adapted(Generations generations, ModelRef version, String reason, Observation seen) {
        int number = generations.nextNumber(version);
        return new GenerationPlan(
                Integer.toString(number),
                number,
                Purpose.FIXRES,
                reason,
                pipeline.curriculum().fixres().recipe(),
                version,
                seen.labeled(),
                List.of(),
                pipeline.labeling().taskSamples(),
                List.of(),
                clock.instant(),
                seen.logs(),
                pipeline.signature(),
                version,
                FixResConfig.KIND);
    }
}
