package io.noisystudent.learning.distillation;

import io.noisystudent.learning.objective.Loss;
import io.noisystudent.learning.objective.LossContext;
import io.noisystudent.learning.objective.RowKind;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Soft targets of the labeled rows from a teacher that is made by hand: p is {@code confidence} at the label and the
 * same everywhere else.
 *
 * <p>Source: Yuan et al., "Revisiting Knowledge Distillation via Label Smoothing Regularization", CVPR 2020 (arXiv
 * 1909.11723), section 4.2: {@code T^2 mean KL(p^(1/T) renormalized || softmax(z / T))}. Their code differs in three
 * places, {@code mean KL(softmax(p / T) || softmax(z))}: probabilities are taken for logits, the student is at
 * temperature 1, and there is no square; their multiplier belongs to the term's weight.
 *
 * @param temperature T, above 0
 * @param confidence above 1/K, below 1
 * @param ofPaper the paper's form; otherwise that of the code
 */
public record VirtualTeacher(double temperature, double confidence, boolean ofPaper) implements Loss {
    private static final int CLASSES = 1;

    @Override
    public RowKind rows() {
        return RowKind.LABELED;
    }

    @Override
    public Tensor of(LossContext context) {
        Tensor logits = context.logits(rows());
        Tensor teacher = teacher(context, logits.size(CLASSES));
        Softening softening = new Softening(temperature, false);
        if (!ofPaper) {
            return mean(context, softening.of(teacher), torch.log_softmax(logits, CLASSES));
        }
        return mean(context, softening.of(teacher.log()), softening.of(logits))
                .mul(new Scalar(temperature * temperature));
    }

    private Tensor mean(LossContext context, Tensor logP, Tensor logQ) {
        return context.weightedMean(rows(), Divergence.of(logP, logQ));
    }

    private Tensor teacher(LossContext context, long classes) {
        Tensor labels = context.rows(rows(), context.targets().hardLabels());
        long count = labels.size(0);
        return context.compute()
                .full(ScalarType.Float, (1 - confidence) / (classes - 1), count, classes)
                .scatter_(CLASSES, labels.reshape(count, 1), new Scalar(confidence));
    }
}
