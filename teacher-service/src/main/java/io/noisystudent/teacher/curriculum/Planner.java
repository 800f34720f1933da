package io.noisystudent.teacher.curriculum;

import io.noisystudent.contracts.config.CurriculumKind;
import io.noisystudent.contracts.config.CurriculumKind.TransferSet;
import io.noisystudent.contracts.config.FixResConfig;
import io.noisystudent.contracts.config.PipelineConfig;
import io.noisystudent.contracts.config.Recipe;
import io.noisystudent.contracts.event.Ensemble;
import io.noisystudent.contracts.event.GenerationPlan;
import io.noisystudent.contracts.event.ModelRef;
import io.noisystudent.contracts.event.TrainingRequest.Purpose;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Fixes what a generation works with: its number, recipe, teacher and the snapshot of the logs. */
final class Planner {
    /** In place of a kind, for what a person asked for. */
    private static final String ENSEMBLE = "ensemble";

    private final PipelineConfig pipeline;
    private final Clock clock;

    Planner(PipelineConfig pipeline, Clock clock) {
        this.pipeline = pipeline;
        this.clock = clock;
    }

    /** The first recipe on the labels alone. */
    GenerationPlan supervised(Generations generations, String reason, Observation seen) {
        return plan(generations, seen, Work.of(List.of(pipeline.recipe(0)), null, reason, false, kind()));
    }

    /** A student of a teacher, on the labels, and on what is selected of the unlabeled log if the transfer set has it. */
    GenerationPlan taught(Generations generations, Step.Taught step, Observation seen) {
        boolean labels = pipeline.curriculum().kind().transferSet() == TransferSet.ALL;
        return plan(generations, seen, Work.of(List.of(step.recipe()), step.teacher(), step.reason(), labels, kind()));
    }

    /** Specialists of a generalist, which labels the log if its predictions there make the clusters. */
    GenerationPlan specialized(Generations generations, Step.Specialized step, Observation seen) {
        boolean labels = pipeline.curriculum().kind().transferSet() == TransferSet.ALL;
        return plan(
                generations,
                seen,
                new Work(
                        List.of(step.recipe()),
                        step.generalist(),
                        step.reason(),
                        labels,
                        kind(),
                        null,
                        step.clusters()));
    }

    /** Students that learn from each other; a teacher labels, if the transfer set has the unlabeled log. */
    GenerationPlan together(Generations generations, Step.Together step, Observation seen) {
        boolean labels = pipeline.curriculum().kind().transferSet() == TransferSet.ALL;
        return plan(generations, seen, Work.of(step.recipes(), step.teacher(), step.reason(), labels, kind()));
    }

    /** The average of students of this curriculum, compared with the teacher in office. */
    GenerationPlan averaged(Generations generations, Step.Averaged step, Observation seen) {
        return plan(generations, seen, averaged(step.ensemble(), step.reason(), kind(), seen));
    }

    /** The average that a person asked for, compared with the teacher in office. */
    GenerationPlan averaged(Generations generations, Ensemble ensemble, Observation seen) {
        String reason = "asked for by a person: the " + ensemble.describe();
        return plan(generations, seen, averaged(ensemble, reason, ENSEMBLE, seen));
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
                FixResConfig.KIND,
                null,
                null,
                null);
    }

    private Work averaged(Ensemble ensemble, String reason, @Nullable String kind, Observation seen) {
        Recipe named = pipeline.recipe(0).withNetwork(ensemble.describe());
        return new Work(List.of(named), seen.teacher(), reason, false, kind, ensemble, null);
    }

    private @Nullable String kind() {
        CurriculumKind kind = pipeline.curriculum().kind();
        return kind instanceof CurriculumKind.NoisyStudent ? null : kind.kindName();
    }

    private GenerationPlan plan(Generations generations, Observation seen, Work work) {
        int number = generations.nextNumber(work.teacher());
        return new GenerationPlan(
                Integer.toString(number),
                number,
                Purpose.STUDENT,
                work.reason(),
                pinned(work.recipes().get(0), seen),
                work.teacher(),
                seen.labeled(),
                work.labels() ? seen.unlabeled() : List.of(),
                pipeline.labeling().taskSamples(),
                work.labels() ? seen.pseudoLabels() : List.of(),
                clock.instant(),
                seen.logs(),
                pipeline.signature(),
                null,
                work.kind(),
                work.peers(),
                work.ensemble(),
                work.specialists());
    }

    /** With the number of the version that an alias points to now: the plan never changes afterwards. */
    private static Recipe pinned(Recipe recipe, Observation seen) {
        return recipe.registeredVersion()
                .map(seen.starts()::get)
                .map(version -> recipe.withNetwork(Recipe.REGISTERED + version.version()))
                .orElse(recipe);
    }

    /**
     * What a generation does.
     *
     * @param recipes one, or those of students that are trained together
     * @param labels whether the teacher labels the unlabeled log first
     * @param kind by whose rules it opens; null for Noisy Student
     * @param specialists how many are trained; null of all else
     */
    private record Work(
            List<Recipe> recipes,
            @Nullable ModelRef teacher,
            String reason,
            boolean labels,
            @Nullable String kind,
            @Nullable Ensemble ensemble,
            @Nullable Integer specialists) {
        /** Students, each with all classes. */
        static Work of(
                List<Recipe> recipes,
                @Nullable ModelRef teacher,
                String reason,
                boolean labels,
                @Nullable String kind) {
            return new Work(recipes, teacher, reason, labels, kind, null, null);
        }

        @Nullable
        List<Recipe> peers() {
            return recipes.size() == 1 ? null : recipes.subList(1, recipes.size());
        }
    }
}
