package io.noisystudent.learning.training;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.networks.graph.Graph;
import io.noisystudent.networks.graph.Tensor;
import java.util.Arrays;
import java.util.Map;

/** A student that begins where its teacher ended, instead of with fresh weights. */
public final class WarmStart {
    private WarmStart() {}

    /**
     * The student's graph with the weights and running statistics of its teacher.
     *
     * @throws NoisyStudentException {@code SIGNATURE_MISMATCH} when the two are not the same network
     */
    public static Graph of(Graph student, Graph teacher) {
        Map<String, Tensor> weights = teacher.initializers();
        student.initializers().forEach((name, fresh) -> {
            Tensor learned = weights.get(name);
            if (learned == null || !fits(fresh, learned)) {
                throw mismatch(student, teacher, name + " is " + fresh + " and " + learned);
            }
        });
        if (weights.size() != student.initializers().size()) {
            throw mismatch(
                    student,
                    teacher,
                    "one has " + student.initializers().size() + " initializers, the other " + weights.size());
        }
        return student.withInitializers(weights);
    }

    private static boolean fits(Tensor fresh, Tensor learned) {
        return fresh.type() == learned.type() && Arrays.equals(fresh.dims(), learned.dims());
    }

    private static NoisyStudentException mismatch(Graph student, Graph teacher, String difference) {
        return new NoisyStudentException(
                ErrorCode.SIGNATURE_MISMATCH,
                student.name(),
                "the student " + student.name() + " cannot begin with the weights of its teacher " + teacher.name()
                        + ": " + difference + "; give the recipe warm-start: false, or the teacher's network");
    }
}
