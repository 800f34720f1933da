package io.noisystudent.learning.objective;

import org.bytedeco.pytorch.Tensor;

/**
 * Mean cross entropy of the pseudo-labeled rows with the stored labels of the teacher (Xie et al. 2020, equation 2).
 *
 * <p>Means are taken over these rows alone, never over the whole batch, which would divide by (1 + ratio). In the
 * reference code its weight is the ratio, so that every row weighs the same.
 */
public record StoredLabelCrossEntropy(PseudoTargets form) implements Loss {
    @Override
    public RowKind rows() {
        return RowKind.PSEUDO_LABELED;
    }

    @Override
    public LossInputs inputs() {
        return LossInputs.STORED_LABELS;
    }

    @Override
    public Tensor of(LossContext context) {
        Tensor stored = context.rows(rows(), context.targets().softLabels());
        Tensor weights = context.rows(rows(), context.targets().weights());
        return CrossEntropy.of(context.logits(rows()), Targets.weighted(form.of(stored, context.compute()), weights));
    }
}
