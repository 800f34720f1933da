package io.noisystudent.teacher.curriculum;

import io.noisystudent.contracts.config.CurriculumKind.OneStudent;
import io.noisystudent.contracts.config.PipelineConfig;
import io.noisystudent.contracts.config.Recipe;
import io.noisystudent.contracts.event.GenerationPlan;
import io.noisystudent.contracts.event.GenerationState.Examined;
import io.noisystudent.contracts.event.ModelRef;
import io.noisystudent.contracts.registry.ModelVersion;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One student of one teacher: over when the student was evaluated, whatever the gate said (Hinton et al. 2015). Another one
 * that a person asks for has the same teacher.
 */
final class StudentCourse implements Course {
    private final OneStudent kind;
    private final Recipe recipe;

    StudentCourse(PipelineConfig pipeline, OneStudent kind) {
        this.kind = kind;
        this.recipe = pipeline.recipes().get(pipeline.recipes().size() - 1);
    }

    @Override
    public Step next(Generations own, Generations all, Observation seen) {
        return weighed(own)
                .<Step>map(state -> new Step.Over(
                        Course.student(state) + ", " + describe(state.plan().teacher()) + ", was evaluated"))
                .orElseGet(() -> again(own, all, seen));
    }

    @Override
    public Step again(Generations own, Generations all, Observation seen) {
        return weighed(own)
                .map(state -> state.plan().teacher())
                .or(() -> Optional.ofNullable(seen.named()).map(ModelVersion::model))
                .or(() -> Course.firstTeacher(own, seen))
                .<Step>map(teacher -> new Step.Taught(recipe, teacher, describe(teacher)))
                .orElseGet(Step.First::new);
    }

    private Optional<Examined> weighed(Generations own) {
        return own.examined().filter(state -> isAskedFor(state.plan())).reduce((first, second) -> second);
    }

    /**
     * Whether a student is of this network, and of this teacher where a number names it. An alias has moved since, often
     * to the student itself, so that it asks for no other.
     */
    private boolean isAskedFor(GenerationPlan plan) {
        ModelRef teacher = plan.selfTrained() ? plan.teacher() : null;
        return teacher != null
                && plan.recipe().network().equals(recipe.network())
                && kind.teacherVersion().stream().allMatch(version -> version == teacher.version());
    }

    private String describe(@Nullable ModelRef teacher) {
        return "the student " + recipe.network() + " of " + teacher;
    }
}
