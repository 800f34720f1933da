package io.noisystudent.teacher.curriculum;

import io.noisystudent.contracts.config.CurriculumKind.OneStudent;
import io.noisystudent.contracts.config.PipelineConfig;
import io.noisystudent.contracts.config.Recipe;
import io.noisystudent.contracts.event.GenerationPlan;
import io.noisystudent.contracts.event.GenerationState.Examined;
import io.noisystudent.contracts.event.ModelRef;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One student of one teacher: over when the student was weighed, whatever the gate said (Hinton et al. 2015). */
final class StudentCourse implements Course {
    private final OneStudent kind;
    private final Recipe recipe;

    StudentCourse(PipelineConfig pipeline, OneStudent kind) {
        this.kind = kind;
        this.recipe = pipeline.recipes().get(pipeline.recipes().size() - 1);
    }

    @Override
    public Step next(Generations own, Generations all, Observation seen) {
        Optional<Examined> weighed =
                own.examined().filter(state -> isAskedFor(state.plan(), seen)).reduce((first, second) -> second);
        return weighed.<Step>map(state -> new Step.Over(
                        Course.student(state) + ", " + describe(state.plan().teacher()) + ", was weighed"))
                .orElseGet(() -> again(own, all, seen));
    }

    @Override
    public Step again(Generations own, Generations all, Observation seen) {
        return teacher(own, seen)
                .<Step>map(teacher -> new Step.Taught(recipe, teacher, describe(teacher)))
                .orElseGet(Step.First::new);
    }

    /** Of this network, and of this teacher where it is named; an alias has moved meanwhile, often to the student. */
    private boolean isAskedFor(GenerationPlan plan, Observation seen) {
        ModelRef named = seen.named() == null ? null : seen.named().model();
        return plan.selfTrained()
                && plan.recipe().network().equals(recipe.network())
                && (kind.givenTeacher().isEmpty() || named == null || named.equals(plan.teacher()));
    }

    private Optional<ModelRef> teacher(Generations own, Observation seen) {
        return seen.named() == null
                ? Course.firstTeacher(own, seen)
                : Optional.of(seen.named().model());
    }

    private String describe(@Nullable ModelRef teacher) {
        return "the student " + recipe.network() + " of " + teacher;
    }
}
