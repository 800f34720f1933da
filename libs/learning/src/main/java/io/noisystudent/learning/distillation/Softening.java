package io.noisystudent.learning.distillation;

import io.noisystudent.learning.module.Activations;
import io.noisystudent.learning.objective.LossContext;
import io.noisystudent.learning.objective.RowKind;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * How logits become distributions: {@code softmax(z / T)}.
 *
 * <p>Standardized rows have mean 0 and deviation 1 before: {@code (z - mean) / (sd + 1e-7)} with the unbiased deviation
 * (Sun et al., "Logit Standardization in Knowledge Distillation", CVPR 2024, and its code). Rows of equal logits become
 * rows of zeros without a gradient, which would be as long as 1/1e-7.
 *
 * @param temperature T
 */
record Softening(double temperature, boolean standardize) {
    private static final int CLASSES = 1;
    private static final double EPSILON = 1e-7;

    /** Logarithms of the distributions (N, K) of logits (N, K). */
    Tensor of(Tensor logits) {
        Tensor scaled = standardize ? standardized(logits) : logits;
        return torch.log_softmax(temperature == 1 ? scaled : scaled.div(new Scalar(temperature)), CLASSES);
    }

    /** Logarithms of the teachers' distributions for rows of a kind; several teachers give the mean of theirs. */
    Tensor ofTeachers(LossContext context, RowKind rows) {
        List<Tensor> each = context.teachers().stream()
                .map(Activations::logits)
                .map(logits -> of(context.rows(rows, logits)))
                .toList();
        if (each.size() == 1) {
            return each.get(0);
        }
        return torch.stack(new TensorVector(each.toArray(Tensor[]::new)), 0)
                .logsumexp(0)
                .sub(new Scalar(Math.log(each.size())));
    }

    private static Tensor standardized(Tensor logits) {
        long[] classes = {CLASSES};
        Tensor deviation = logits.std(classes, true, true);
        Tensor varies = deviation.gt(new Scalar(EPSILON)).to(logits.scalar_type());
        return Centering.of(logits).div(deviation.add(new Scalar(EPSILON))).mul(varies);
    }
}
