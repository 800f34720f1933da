package io.noisystudent.learning.distillation;

import io.noisystudent.learning.objective.Loss;
import io.noisystudent.learning.objective.LossContext;
import io.noisystudent.learning.objective.LossInputs;
import io.noisystudent.learning.objective.RowKind;
import io.noisystudent.learning.torch.Compute;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Compares the distances between the batch's rows, over their mean: the mean over all N^2 pairs of rows, each with itself
 * too, summed over the pairs of values.
 *
 * <p>Source: Park et al., "Relational Knowledge Distillation", CVPR 2019 (arXiv 1904.05068), equations 4 to 6. As in
 * their code, the mean distance leaves out the diagonal and the student's keeps its gradient.
 */
public record RelationalDistance(ValuePairs values, Difference difference) implements Loss {
    private static final double EUCLIDEAN = 2;
    /** By differences, never by products, in which near rows lose all digits. */
    private static final long EXACT = 2;

    private static final double EPSILON = 1e-6;

    @Override
    public RowKind rows() {
        return values.rows();
    }

    @Override
    public LossInputs inputs() {
        return values.inputs();
    }

    @Override
    public Tensor of(LossContext context) {
        return values.compare(
                context,
                (student, teacher, pair) ->
                        difference.of(relative(student, context.compute()), relative(teacher, context.compute())));
    }

    private static Tensor relative(Tensor value, Compute compute) {
        Tensor rows = value.flatten(1, -1);
        Tensor between =
                torch.cdist(rows, rows, EUCLIDEAN, new LongOptional(EXACT)).clamp_min(new Scalar(EPSILON));
        Tensor distances = between.mul(compute.onesLike(between).fill_diagonal_(new Scalar(0.0)));
        long count = rows.size(0);
        Tensor mean = distances.sum().div(new Scalar((double) Math.max(1, count * (count - 1))));
        return distances.div(mean.clamp_min(new Scalar(EPSILON)));
    }
}
