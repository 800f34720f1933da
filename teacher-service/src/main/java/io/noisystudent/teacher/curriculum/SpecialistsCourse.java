package io.noisystudent.teacher.curriculum;

import io.noisystudent.contracts.config.CurriculumKind.Specialists;
import io.noisystudent.contracts.config.PipelineConfig;
import io.noisystudent.contracts.config.Recipe;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.event.GenerationPlan;
import io.noisystudent.contracts.event.GenerationState.Examined;
import io.noisystudent.contracts.event.ModelRef;
import io.noisystudent.contracts.event.TrainingReport;
import io.noisystudent.contracts.registry.ModelVersion;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Specialists of one generalist, in one generation: over when the version of all of them was evaluated, whatever the gate
 * said (Hinton, Vinyals, Dean 2015, section 5). More of them that a person asks for have the same generalist.
 */
final class SpecialistsCourse implements Course {
    private final Specialists kind;
    private final Recipe recipe;

    SpecialistsCourse(PipelineConfig pipeline, Specialists kind) {
        this.kind = kind;
        this.recipe = pipeline.recipes().get(pipeline.recipes().size() - 1);
    }

    @Override
    public Step next(Generations own, Generations all, Observation seen) {
        return weighed(own)
                .<Step>map(state -> new Step.Over(Course.student(state) + " ("
                        + state.candidate().report().network() + ") was evaluated"))
                .orElseGet(() -> again(own, all, seen));
    }

    @Override
    public Step again(Generations own, Generations all, Observation seen) {
        return weighed(own)
                .map(state -> state.plan().teacher())
                .or(() -> named(seen))
                .or(() -> Course.firstTeacher(own, seen))
                .<Step>map(generalist -> new Step.Specialized(
                        recipe,
                        generalist,
                        kind.clusters(),
                        kind.clusters() + " specialists " + recipe.network() + " of " + generalist))
                .orElseGet(Step.First::new);
    }

    /** Of the first ones: an alias may point to what came out of them by now. */
    private Optional<ModelRef> named(Observation seen) {
        requireNetwork(seen.named());
        return Optional.ofNullable(seen.named()).map(ModelVersion::model);
    }

    private Optional<Examined> weighed(Generations own) {
        return own.examined().filter(state -> isAskedFor(state.plan())).reduce((first, second) -> second);
    }

    /** As of a student that is distilled: an alias has moved since, often to what came out. */
    private boolean isAskedFor(GenerationPlan plan) {
        ModelRef generalist = plan.teacher();
        Integer clusters = plan.specialists();
        return generalist != null
                && clusters != null
                && clusters == kind.clusters()
                && plan.recipe().network().equals(recipe.network())
                && kind.teacherVersion().stream().allMatch(version -> version == generalist.version());
    }

    /** Of an imported generalist only its weights tell, which the trainer compares. */
    private void requireNetwork(@Nullable ModelVersion generalist) {
        if (generalist == null) {
            return;
        }
        TrainingReport report = generalist.report();
        if (report != null && !report.network().equals(recipe.network())) {
            throw new NoisyStudentException(
                    ErrorCode.CONFIG_INVALID,
                    "pipeline.recipes",
                    "the specialists are of '" + recipe.network() + "' and their generalist " + generalist.model()
                            + " is '" + report.network()
                            + "', with whose weights they begin; name the same network, or another generalist");
        }
    }
}
