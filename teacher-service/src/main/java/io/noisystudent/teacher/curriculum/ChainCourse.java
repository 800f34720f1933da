package io.noisystudent.teacher.curriculum;

import io.noisystudent.contracts.config.CurriculumKind.BornAgain;
import io.noisystudent.contracts.config.PipelineConfig;
import io.noisystudent.contracts.config.Recipe;
import io.noisystudent.contracts.event.GenerationState.Examined;
import io.noisystudent.contracts.event.ModelRef;
import java.util.List;
import java.util.Optional;

/**
 * Students of one network from fresh weights, each of the one before, whatever the gate said of that one; the first of the
 * teacher in office, or else of generation 0. Another network begins another chain.
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
         * @param chain generation 0, if this curriculum opened it, and all students that were evaluated, oldest first
         */
        Optional<String> reached(List<Examined> chain);
    }

    ChainCourse(PipelineConfig pipeline, End end) {
        this.pipeline = pipeline;
        this.end = end;
    }

    @Override
    public Step next(Generations own, Generations all, Observation seen) {
        List<Examined> chain = chain(own).examined().toList();
        return end.reached(chain).map(why -> ensemble(own, chain, why)).orElseGet(() -> again(own, all, seen));
    }

    @Override
    public Step again(Generations own, Generations all, Observation seen) {
        Generations chain = chain(own);
        return chain.examined()
                .reduce((first, second) -> second)
                .map(Course::student)
                .or(() -> Optional.ofNullable(seen.teacher()))
                .<Step>map(teacher -> student(chain, teacher))
                .orElseGet(Step.First::new);
    }

    /** After the last student: all of them as one version, if the kind asks for it and they are not one yet. */
    private Step ensemble(Generations own, List<Examined> chain, String why) {
        if (!(pipeline.curriculum().kind() instanceof BornAgain kind && kind.ensemble())) {
            return new Step.Over(why);
        }
        return Course.averaged(own, students(chain), why);
    }

    private Generations chain(Generations own) {
        return own.ofNetwork(pipeline.recipe(0).network());
    }

    private Step student(Generations chain, ModelRef teacher) {
        int number = 1 + students(chain.examined().toList()).size();
        Recipe recipe = pipeline.recipe(number);
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
