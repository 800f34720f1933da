package io.noisystudent.learning.objective;

import java.util.Optional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * The mean loss of the labeled rows plus the weighted mean loss of the pseudo-labeled rows, which come after them in
 * the same batch: {@code L_lab + w * L_unl}.
 *
 * <p>Means are taken apart, never over the whole batch, which would divide by (1 + ratio). Source: reference code of
 * Xie et al. 2020, where w is the ratio, so that every row weighs the same.
 *
 * @param labeledRows leading rows of each batch that carry labels; 0 while a student is pre-trained
 * @param unlabeledWeight w
 * @param fairness added for the pseudo-labeled rows
 */
public record NoisyStudentLoss(int labeledRows, double unlabeledWeight, Optional<Fairness> fairness) {

    /** Cross entropies alone. */
    public NoisyStudentLoss(int labeledRows, double unlabeledWeight) {
        this(labeledRows, unlabeledWeight, Optional.empty());
    }

    /**
     * The loss of one batch.
     *
     * @param logits (N, K)
     * @param targets (N, K), each row a distribution
     * @return a scalar with a gradient
     */
    public Tensor of(Tensor logits, Tensor targets) {
        long rows = logits.size(0);
        if (rows == labeledRows) {
            return CrossEntropy.of(logits, targets);
        }
        Tensor unlabeled = meanOf(logits, targets, labeledRows, rows - labeledRows);
        Scalar weight = new Scalar(unlabeledWeight);
        Tensor total = labeledRows == 0
                ? unlabeled.mul(weight)
                : meanOf(logits, targets, 0, labeledRows).add(unlabeled, weight);
        return fairness.map(term -> total.add(term.of(logits.narrow(0, labeledRows, rows - labeledRows))))
                .orElse(total);
    }

    private static Tensor meanOf(Tensor logits, Tensor targets, long from, long count) {
        return CrossEntropy.of(logits.narrow(0, from, count), targets.narrow(0, from, count));
    }
}
