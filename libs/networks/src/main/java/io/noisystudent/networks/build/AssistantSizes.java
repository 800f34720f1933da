package io.noisystudent.networks.build;

import io.noisystudent.contracts.config.CurriculumKind.TeacherAssistant;
import io.noisystudent.contracts.config.PipelineConfig;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The networks of a chain of teacher, assistants and student, which get smaller: Mirzadeh et al. 2020. */
public final class AssistantSizes {
    private final PipelineConfig pipeline;

    private AssistantSizes(PipelineConfig pipeline) {
        this.pipeline = pipeline;
    }

    /**
     * Lets every pipeline pass whose curriculum has no assistants, or assistants between teacher and student.
     *
     * @throws NoisyStudentException {@code CONFIG_INVALID} with every assistant that is larger than its teacher or smaller
     *     than its student; a teacher that is no recipe's is compared when its version is known
     */
    public static void require(PipelineConfig pipeline) {
        if (pipeline.curriculum().kind() instanceof TeacherAssistant chain) {
            List<String> problems = new AssistantSizes(pipeline).problems(chain.trainsFirstTeacher());
            if (!problems.isEmpty()) {
                throw new NoisyStudentException(ErrorCode.CONFIG_INVALID, pipeline.name(), String.join("; ", problems));
            }
        }
    }

    private List<String> problems(boolean hasTeacher) {
        List<String> problems = new ArrayList<>();
        int student = pipeline.recipes().size() - 1;
        for (int i = hasTeacher ? 1 : 0; i < student; i++) {
            if (hasTeacher && parameters(i) > parameters(0)) {
                problems.add(key(i) + sizes(i, 0) + ", its teacher: an assistant is at most as large; name a smaller"
                        + " network");
            }
            if (parameters(i) < parameters(student)) {
                problems.add(key(i) + sizes(i, student) + ", its student: an assistant is at least as large; name a"
                        + " larger network, or a smaller one for the student");
            }
        }
        return problems;
    }

    private static String key(int recipe) {
        return "pipeline.recipes[" + recipe + "].network: ";
    }

    private String sizes(int one, int other) {
        return String.format(
                Locale.ROOT,
                "%s has %,d parameters and %s %,d",
                pipeline.recipes().get(one).network(),
                parameters(one),
                pipeline.recipes().get(other).network(),
                parameters(other));
    }

    private long parameters(int recipe) {
        return Networks.parameterCount(
                pipeline.recipes().get(recipe).network(),
                pipeline.image(),
                pipeline.classes().size());
    }
}
