package io.noisystudent.learning.objective;

import org.bytedeco.pytorch.Tensor;

/**
 * Mean cross entropy of the labeled rows with their labels.
 *
 * @param smoothing share of the target that is spread over all classes
 * @param doubtful whether people gave distributions to some of the rows
 */
public record LabeledCrossEntropy(double smoothing, boolean doubtful) implements Loss {
    private static final int CLASSES = 1;

    /** With labels that are certain. */
    public LabeledCrossEntropy(double smoothing) {
        this(smoothing, false);
    }

    @Override
    public RowKind rows() {
        return RowKind.LABELED;
    }

    @Override
    public LossInputs inputs() {
        return doubtful ? LossInputs.LABEL_TARGETS : LossInputs.NONE;
    }

    @Override
    public Tensor of(LossContext context) {
        return of(context, context.rows(rows(), context.targets().weights()));
    }

    /** The same with other weights (L) of the labeled rows. */
    public Tensor of(LossContext context, Tensor weights) {
        Tensor logits = context.logits(rows());
        return CrossEntropy.of(logits, Targets.weighted(targets(context, logits.size(CLASSES)), weights));
    }

    private Tensor targets(LossContext context, long classes) {
        if (doubtful) {
            return Targets.smoothed(context.targets().labelTargets(), smoothing);
        }
        Tensor labels = context.rows(rows(), context.targets().hardLabels());
        return Targets.smoothed(labels, classes, smoothing, context.compute());
    }
}
