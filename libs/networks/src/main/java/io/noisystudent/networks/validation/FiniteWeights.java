package io.noisystudent.networks.validation;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.networks.graph.ElementType;
import io.noisystudent.networks.graph.Graph;
import io.noisystudent.networks.graph.Tensor;
import java.nio.FloatBuffer;

/** Weights are numbers: infinite ones mask attention, but NaN makes every answer NaN. */
public final class FiniteWeights {
    private FiniteWeights() {}

    /** @throws NoisyStudentException {@code BAD_GRAPH} with the first weight that holds NaN */
    public static void require(Graph graph) {
        graph.initializers().forEach(FiniteWeights::require);
    }

    private static void require(String name, Tensor tensor) {
        if (tensor.type() != ElementType.FLOAT) {
            return;
        }
        FloatBuffer values = tensor.data().asFloatBuffer();
        for (int i = 0; i < values.limit(); i++) {
            if (Float.isNaN(values.get(i))) {
                throw new NoisyStudentException(
                        ErrorCode.BAD_GRAPH,
                        name,
                        "weight " + name + " " + tensor + " holds NaN at position " + i
                                + ": the training that made it diverged; export an earlier checkpoint");
            }
        }
    }
}
