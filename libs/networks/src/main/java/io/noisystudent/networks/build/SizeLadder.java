package io.noisystudent.networks.build;

import io.noisystudent.contracts.config.CurriculumKind;
import io.noisystudent.contracts.config.PipelineConfig;
import io.noisystudent.contracts.config.Recipe;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.Warning;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * The networks of a pipeline's generations, which should stay equal or grow: Xie et al. 2020, section 4.1, find that a
 * student needs the capacity to learn from more data than its teacher saw.
 */
public final class SizeLadder {
    private SizeLadder() {}

    /**
     * One warning for each recipe whose network has fewer parameters than that of the recipe before; none in other
     * curricula, where a small student may be what is wanted.
     */
    public static List<Warning> warnings(PipelineConfig pipeline) {
        if (!(pipeline.curriculum().kind() instanceof CurriculumKind.NoisyStudent)) {
            return List.of();
        }
        return IntStream.range(1, pipeline.recipes().size())
                .filter(i -> isKnown(pipeline, i) && isKnown(pipeline, i - 1))
                .filter(i -> parameters(pipeline, i) < parameters(pipeline, i - 1))
                .mapToObj(i -> smaller(pipeline, i))
                .toList();
    }

    private static boolean isKnown(PipelineConfig pipeline, int recipe) {
        return pipeline.recipes().get(recipe).hasBuilder();
    }

    private static long parameters(PipelineConfig pipeline, int recipe) {
        return Networks.parameterCount(
                pipeline.recipes().get(recipe).network(),
                pipeline.image(),
                pipeline.classes().size());
    }

    private static Warning smaller(PipelineConfig pipeline, int recipe) {
        Recipe student = pipeline.recipes().get(recipe);
        Recipe teacher = pipeline.recipes().get(recipe - 1);
        return new Warning(
                ErrorCode.SMALLER_STUDENT,
                "pipeline.recipes[" + recipe + "].network",
                String.format(
                        Locale.ROOT,
                        "%s has %,d parameters and %s of the recipe before %,d: a smaller student is distillation and"
                                + " usually ends below its teacher; name an equal or larger network, unless a small one"
                                + " is what you want",
                        student.network(),
                        parameters(pipeline, recipe),
                        teacher.network(),
                        parameters(pipeline, recipe - 1)));
    }
}
