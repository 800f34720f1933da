package io.noisystudent.contracts.config;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.Warning;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * Students that learn from softened distributions of a teacher that was trained with label smoothing, which takes out of
 * them what they say of the wrong classes: Müller, Kornblith, Hinton, "When does label smoothing help?", NeurIPS 2019,
 * section 4.
 */
public final class SmoothedTeachers {
    private SmoothedTeachers() {}

    /** One warning for each recipe whose student has such a teacher of the recipe before. */
    public static List<Warning> warnings(PipelineConfig pipeline) {
        return IntStream.range(1, pipeline.recipes().size())
                .mapToObj(i -> warning(pipeline, i))
                .flatMap(List::stream)
                .toList();
    }

    private static List<Warning> warning(PipelineConfig pipeline, int recipe) {
        OptionalDouble smoothing = smoothing(pipeline.recipes().get(recipe - 1));
        OptionalDouble temperature = temperature(pipeline.recipes().get(recipe));
        if (smoothing.isEmpty() || temperature.isEmpty()) {
            return List.of();
        }
        return List.of(new Warning(
                ErrorCode.SMOOTHED_TEACHER,
                "pipeline.recipes[" + (recipe - 1) + "].label-smoothing",
                "label smoothing of " + smoothing.getAsDouble() + " takes out of the teacher's distributions what"
                        + " recipes[" + recipe + "] learns from them at temperature " + temperature.getAsDouble()
                        + "; give label-smoothing: 0 in the teacher's recipe"));
    }

    private static OptionalDouble smoothing(Recipe recipe) {
        return recipe.objectiveTerms().stream()
                .filter(ObjectiveTerm.CrossEntropy.class::isInstance)
                .mapToDouble(term -> ((ObjectiveTerm.CrossEntropy) term).labelSmoothing())
                .filter(smoothing -> smoothing > 0)
                .max();
    }

    private static OptionalDouble temperature(Recipe recipe) {
        return recipe.objectiveTerms().stream()
                .flatMapToDouble(SmoothedTeachers::temperature)
                .filter(temperature -> temperature > 1)
                .max();
    }

    private static DoubleStream temperature(ObjectiveTerm term) {
        if (term instanceof Distillation.SoftTargets soft) {
            return DoubleStream.of(soft.temperature());
        }
        return term instanceof Distillation.Decoupled decoupled
                ? DoubleStream.of(decoupled.temperature())
                : DoubleStream.empty();
    }
}
