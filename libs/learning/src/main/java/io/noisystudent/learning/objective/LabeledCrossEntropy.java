package io.noisystudent.learning.objective;

import org.bytedeco.pytorch.Tensor;

/**
 * Mean cross entropy of the labeled rows with their labels.
 *
 * @param smoothing share of the target that is spread over all classes
 */
public record LabeledCrossEntropy(double smoothing) implements Loss {
    private static final int CLASSES = 1;

    @Override
    public RowKind rows() {
        return RowKind.LABELED;
    }

    @Override
    public Tensor of(LossContext context) {
        Tensor logits = context.logits(rows());
        Tensor labels = context.rows(rows(), context.targets().hardLabels());
        Tensor targets = Targets.smoothed(labels, logits.size(CLASSES), smoothing, context.compute());
        return CrossEntropy.of(
                logits,
                Targets.weighted(targets, context.rows(rows(), context.targets().weights())));
    }
}
