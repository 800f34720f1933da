package io.noisystudent.teacher.curriculum;

import io.noisystudent.contracts.config.CurriculumKind;
import io.noisystudent.contracts.config.CurriculumKind.TransferSet;
import io.noisystudent.contracts.config.PipelineConfig;
import io.noisystudent.contracts.event.GenerationPlan;
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
        int number = generations.nextNumber(null);
        return new GenerationPlan(
                Integer.toString(number),
                number,
                Purpose.STUDENT,
                reason,
                pipeline.recipe(0),
                null,
                seen.labeled(),
                List.of(),
                pipeline.labeling().taskSamples(),
                List.of(),
                clock.instant(),
                seen.logs(),
                pipeline.signature(),
                null,
                curriculum());
    }

    /** A student whose teacher takes part in every step, on labels, and on what is selected of the log if it is to be. */
    GenerationPlan taught(Generations generations, Step.Taught step, Observation seen) {
        boolean labels = pipeline.curriculum().kind().transferSet() == TransferSet.ALL;
        int number = generations.nextNumber(step.teacher());
        return new GenerationPlan(
                Integer.toString(number),
                number,
                Purpose.STUDENT,
                step.reason(),
                step.recipe(),
                step.teacher(),
                seen.labeled(),
                labels ? seen.unlabeled() : List.of(),
                pipeline.labeling().taskSamples(),
                labels ? seen.pseudoLabels() : List.of(),
                clock.instant(),
                seen.logs(),
                pipeline.signature(),
                null,
                curriculum());
    }

    private @Nullable String curriculum() {
        CurriculumKind kind = pipeline.curriculum().kind();
        return kind instanceof CurriculumKind.NoisyStudent ? null : kind.kindName();
    }

    /** The next recipe, on the labels and on what the teacher says of the whole unlabeled log. */
    GenerationPlan selfTrained(Generations generations, String reason, Observation seen) {
        int number = generations.nextNumber(seen.teacher());
        return new GenerationPlan(
                Integer.toString(number),
                number,
                Purpose.STUDENT,
                reason,
                pipeline.recipe(number),
                seen.teacher(),
                seen.labeled(),
                seen.unlabeled(),
                pipeline.labeling().taskSamples(),
                seen.pseudoLabels(),
                clock.instant(),
                seen.logs(),
                pipeline.signature(),
                null,
                curriculum());
    }
}
