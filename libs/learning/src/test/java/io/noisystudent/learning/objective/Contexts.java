package io.noisystudent.learning.objective;

import io.noisystudent.learning.module.Activations;
import io.noisystudent.learning.torch.Compute;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** Steps of a training as the terms of its loss see them. */
final class Contexts {
    private Contexts() {}

    /** Rows without labels: all are pseudo-labeled. */
    static LossContext of(Tensor logits) {
        return of(logits, new int[0], new float[0]);
    }

    /**
     * @param labels of the first rows
     * @param soft stored labels of all rows, or none
     */
    static LossContext of(Tensor logits, int[] labels, float[] soft) {
        return of(logits, labels, soft, List.of());
    }

    /** The same with logits of teachers for the pseudo-labeled rows. */
    static LossContext of(Tensor logits, int[] labels, float[] soft, List<Tensor> teachers) {
        return of(logits, labels, soft, new float[0], teachers);
    }

    /** The same with distributions that people gave to the labeled rows. */
    static LossContext doubtful(Tensor logits, int[] labels, float[] given) {
        return of(logits, labels, new float[0], given, List.of());
    }

    private static LossContext of(Tensor logits, int[] labels, float[] soft, float[] given, List<Tensor> teachers) {
        int rows = Math.toIntExact(logits.size(0));
        ByteBuffer hard = ByteBuffer.allocateDirect(rows * Long.BYTES).order(ByteOrder.nativeOrder());
        for (int label : labels) {
            hard.putLong(label);
        }
        float[] weights = new float[rows];
        Arrays.fill(weights, 1);
        Compute compute = Compute.cpu();
        BatchTargets targets = new BatchTargets(
                labels.length,
                compute.copyOf(ScalarType.Long, hard.clear(), rows),
                compute.copyOf(soft, soft.length == 0 ? 0 : rows, soft.length == 0 ? 1 : soft.length / rows),
                compute.copyOf(given, given.length / logits.size(1), logits.size(1)),
                compute.copyOf(weights, rows));
        return new LossContext(
                compute,
                new Activations(logits, Map.of()),
                teachers.stream()
                        .map(teacher -> new Activations(teacher, Map.of()))
                        .toList(),
                List.of(),
                targets,
                (term, row) -> 31L * term + row,
                0,
                0);
    }
}
