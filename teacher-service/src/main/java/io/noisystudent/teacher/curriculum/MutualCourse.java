package io.noisystudent.teacher.curriculum;

import io.noisystudent.contracts.config.CurriculumKind.MutualLearning;
import io.noisystudent.contracts.config.CurriculumKind.TransferSet;
import io.noisystudent.contracts.config.PipelineConfig;
import io.noisystudent.contracts.config.Recipe;
import io.noisystudent.contracts.event.GenerationState.Examined;
import io.noisystudent.contracts.event.ModelRef;
import io.noisystudent.contracts.event.StudentResult;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Students that are trained together and learn from each other: over when they were evaluated, whatever the gate said of the
 * best (Zhang et al. 2018). A teacher labels the log where it is learned from; on labeled images alone none is needed.
 */
final class MutualCourse implements Course {
    private final boolean labels;
    private final boolean averages;
    private final List<Recipe> recipes;

    MutualCourse(PipelineConfig pipeline, MutualLearning kind) {
        labels = kind.transferSet() == TransferSet.ALL;
        averages = kind.ensemble();
        recipes = pipeline.cohort(kind);
    }

    @Override
    public Step next(Generations own, Generations all, Observation seen) {
        return own.examined()
                .filter(state -> networks(state.plan().cohort()).equals(networks(recipes)))
                .filter(state -> state.plan().together())
                .reduce((first, second) -> second)
                .map(state -> over(own, state))
                .orElseGet(() -> again(own, all, seen));
    }

    @Override
    public Step again(Generations own, Generations all, Observation seen) {
        Optional<ModelRef> teacher = labels ? Course.firstTeacher(own, seen) : Optional.ofNullable(seen.teacher());
        return labels && teacher.isEmpty()
                ? new Step.First()
                : new Step.Together(
                        recipes, teacher.orElse(null), "students that learn from each other: " + networks(recipes));
    }

    /** One student, where the others failed, is no ensemble. */
    private Step over(Generations own, Examined cohort) {
        List<ModelRef> students =
                cohort.students().stream().map(StudentResult::model).toList();
        return averages && students.size() > 1
                ? Course.averaged(own, students, describe(cohort))
                : new Step.Over(describe(cohort));
    }

    private static String describe(Examined state) {
        String versions = state.students().stream()
                .map(StudentResult::model)
                .map(ModelRef::toString)
                .collect(Collectors.joining(", "));
        return "the students " + versions + " learned from each other; the best on validation, " + Course.student(state)
                + ", was weighed by the gate";
    }

    private static String networks(List<Recipe> recipes) {
        return recipes.stream().map(Recipe::network).collect(Collectors.joining(", "));
    }
}
