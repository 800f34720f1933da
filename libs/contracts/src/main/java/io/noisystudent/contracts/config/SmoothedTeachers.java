package io.noisystudent.contracts.config;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.Warning;
import java.util.List;
import java.util.Optional;
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

    /** One warning for each recipe whose student has such a teacher: of the recipe before, or of the last one again. */
    public static List<Warning> warnings(PipelineConfig pipeline) {
        int last = pipeline.recipes().size() - 1;
        int generations = pipeline.curriculum().maxGenerations();
        boolean isRepeated = generations == 0 || generations > last;
        return IntStream.rangeClosed(1, isRepeated ? last + 1 : last)
                .mapToObj(generation -> warning(pipeline, generation - 1, Math.min(generation, last)))
                .flatMap(Optional::stream)
                .toList();
    }

    private static Optional<Warning> warning(PipelineConfig pipeline, int teacher, int student) {
        OptionalDouble smoothing = smoothing(pipeline.recipes().get(teacher));
        OptionalDouble temperature = temperature(pipeline.recipes().get(student));
        if (smoothing.isEmpty() || temperature.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Warning(
                ErrorCode.SMOOTHED_TEACHER,
                "pipeline.recipes[" + teacher + "].label-smoothing",
                "label smoothing of " + smoothing.getAsDouble() + " takes out of the teacher's distributions what"
                        + " recipes[" + student + "] learns from them at temperature " + temperature.getAsDouble()
                        + "; give label-smoothing: 0 in the teacher's recipe"));
    }

    private static OptionalDouble smoothing(Recipe recipe) {
        return recipe.objectiveTerms().stream()
                .mapToDouble(SmoothedTeachers::smoothing)
                .filter(smoothing -> smoothing > 0)
                .max();
    }

    private static double smoothing(ObjectiveTerm term) {
        if (term instanceof Distillation.ConfidenceWeighted weighted) {
            return weighted.labelSmoothing();
        }
        return term instanceof ObjectiveTerm.CrossEntropy hard ? hard.labelSmoothing() : 0;
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
        } else if (term instanceof Distillation.PermutedPredictions permuted) {
            return DoubleStream.of(permuted.temperature());
        } else if (term instanceof Distillation.Decoupled decoupled) {
            return DoubleStream.of(decoupled.temperature());
        } else if (term instanceof ObjectiveTerm.PseudoLabels stored) {
            return temperature(stored.form());
        }
        return term instanceof ObjectiveTerm.OnlineLabels online ? temperature(online.form()) : DoubleStream.empty();
    }

    private static DoubleStream temperature(ObjectiveTerm.LabelForm labels) {
        return labels.softLabels() ? DoubleStream.of(labels.temperature()) : DoubleStream.empty();
    }
}
