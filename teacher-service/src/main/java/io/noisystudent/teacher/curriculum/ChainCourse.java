package io.noisystudent.teacher.curriculum;

import io.noisystudent.contracts.config.PipelineConfig;
import io.noisystudent.contracts.config.Recipe;
import io.noisystudent.contracts.event.GenerationState.Examined;
import io.noisystudent.contracts.event.ModelRef;
import java.util.List;
import java.util.Optional;

/**
 * Students of one network from fresh weights, each of the one before, whatever the gate said of that one; the first of the
 * teacher in office, or else of generation 0.
 */
final class ChainCourse implements Course {
    private final PipelineConfig pipeline;
    private final End end;

    /** When a chain is long enough. */
    @FunctionalInterface
    interface End {
        /**
         * Why no student follows; empty if one does.
         *
         * @param chain generation 0, if this curriculum opened it, and all students that were weighed, oldest first
         */
        Optional<String> reached(List<Examined> chain);
    }

    ChainCourse(PipelineConfig pipeline, End end) {
        this.pipeline = pipeline;
        this.end = end;
    }

    @Override
    public Step next(Generations own, Generations all, Observation seen) {
        return end.reached(own.examined().toList()).<Step>map(Step.Over::new).orElseGet(() -> again(own, all, seen));
    }

    @Override
    public Step again(Generations own, Generations all, Observation seen) {
        Optional<ModelRef> before =
                own.examined().reduce((first, second) -> second).map(Course::student);
        return before.or(() -> Course.firstTeacher(own, seen))
                .<Step>map(teacher -> student(own, teacher))
                .orElseGet(Step.First::new);
    }

    private Step student(Generations own, ModelRef teacher) {
        int number = 1 + students(own.examined().toList()).size();
        List<Recipe> recipes = pipeline.recipes();
        Recipe recipe = recipes.get(Math.min(number, recipes.size() - 1));
        return new Step.Taught(
                recipe,
                teacher,
                pipeline.curriculum().kind().kindName() + " student " + number + " of the network " + recipe.network()
                        + ", distilled from " + teacher);
    }

    /** Those of a chain that had a teacher: the members of a born-again ensemble. */
    static List<ModelRef> students(List<Examined> chain) {
        return chain.stream()
                .filter(state -> state.plan().selfTrained())
                .map(Course::student)
                .toList();
    }
}
