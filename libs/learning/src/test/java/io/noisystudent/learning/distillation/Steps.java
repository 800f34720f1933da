package io.noisystudent.learning.distillation;

import io.noisystudent.learning.module.Activations;
import io.noisystudent.learning.objective.BatchTargets;
import io.noisystudent.learning.objective.LossContext;
import io.noisystudent.learning.objective.RowKind;
import io.noisystudent.learning.torch.Compute;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** Steps of a training as the terms see them, with values named by their places. */
final class Steps {
    private Steps() {}

    /** A float64 tensor. */
    static Tensor doubles(double[] values, long... shape) {
        Tensor tensor = Compute.cpu().empty(ScalarType.Double, shape);
        tensor.<DoubleBuffer>createBuffer().put(values);
        return tensor;
    }

    static double[] values(Tensor tensor) {
        double[] values = new double[(int) tensor.numel()];
        tensor.detach()
                .to(ScalarType.Double)
                .contiguous()
                .<DoubleBuffer>createBuffer()
                .get(values);
        return values;
    }

    /** Logits of a student and of one teacher; rows of weight 1, the first of them labeled. */
    static LossContext of(Tensor logits, Tensor teacher, int... labels) {
        double[] weights = new double[(int) logits.size(0)];
        Arrays.fill(weights, 1);
        return of(new Activations(logits, Map.of()), List.of(new Activations(teacher, Map.of())), labels, weights);
    }

    /** Values of a student and of one teacher. */
    static LossContext ofValues(List<Tensor> student, List<Tensor> teacher) {
        int rows = (int) student.get(0).size(0);
        double[] weights = new double[rows];
        Arrays.fill(weights, 1);
        Tensor logits = doubles(new double[rows], rows, 1);
        return of(
                new Activations(logits, named(student)),
                List.of(new Activations(logits, named(teacher))),
                new int[0],
                weights);
    }

    /** A student beside peers, without a teacher. */
    static LossContext beside(Activations student, List<Activations> peers, int[] labels, double[] weights) {
        LossContext alone = of(student, List.of(), labels, weights);
        List<Tensor> logits = peers.stream().map(Activations::logits).toList();
        return new LossContext(
                alone.compute(), student, List.of(), logits, alone.targets(), alone.seeds(), alone.share(), 0);
    }

    static LossContext of(Activations student, List<Activations> teachers, int[] labels, double[] weights) {
        ByteBuffer hard = ByteBuffer.allocateDirect(weights.length * Long.BYTES).order(ByteOrder.nativeOrder());
        for (int label : labels) {
            hard.putLong(label);
        }
        float[] ofRows = new float[weights.length];
        for (int i = 0; i < ofRows.length; i++) {
            ofRows[i] = (float) weights[i];
        }
        Compute compute = Compute.cpu();
        BatchTargets targets = new BatchTargets(
                labels.length,
                compute.copyOf(ScalarType.Long, hard.clear(), weights.length),
                compute.copyOf(new float[0], 0, student.logits().size(1)),
                compute.copyOf(new float[0], 0, student.logits().size(1)),
                compute.copyOf(ofRows, weights.length));
        return new LossContext(compute, student, teachers, List.of(), targets, (term, row) -> 31L * term + row, 0, 0);
    }

    static Map<String, Tensor> named(List<Tensor> values) {
        Map<String, Tensor> named = new LinkedHashMap<>();
        for (int i = 0; i < values.size(); i++) {
            named.put("value" + i, values.get(i));
        }
        return named;
    }

    /** Each value of the student with that of the teacher in the same place. */
    static ValuePairs pairs(int count, RowKind rows) {
        return new ValuePairs(
                IntStream.range(0, count)
                        .mapToObj(i -> new ValuePairs.Pair("value" + i, "value" + i))
                        .toList(),
                rows);
    }
}
