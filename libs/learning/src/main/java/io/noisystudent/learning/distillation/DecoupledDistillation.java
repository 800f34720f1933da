package io.noisystudent.learning.distillation;

import io.noisystudent.learning.objective.Loss;
import io.noisystudent.learning.objective.LossContext;
import io.noisystudent.learning.objective.LossInputs;
import io.noisystudent.learning.objective.RowKind;
import io.noisystudent.learning.objective.TeacherView;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * {@code T^2 mean_n (alpha TCKD_n + beta NCKD_n)}: the divergence of the binary distributions (label's class, all
 * others), and that of the distributions over the others, each renormalized. {@link SoftTargets} weigh the second by
 * what the teacher leaves to the other classes: {@code KL = TCKD + (1 - p_y) NCKD}.
 *
 * <p>Source: Zhao et al., "Decoupled Knowledge Distillation", CVPR 2022 (arXiv 2203.08679), equation 7. A row without a
 * label takes the teacher's most probable class.
 *
 * @param temperature T, above 0
 * @param alpha weight of the label's class
 * @param beta weight of the other classes
 */
public record DecoupledDistillation(double temperature, double alpha, double beta, RowKind rows) implements Loss {
    private static final int CLASSES = 1;

    @Override
    public LossInputs inputs() {
        return LossInputs.teacher(TeacherView.SAME);
    }

    @Override
    public Tensor of(LossContext context) {
        Softening softening = new Softening(temperature, false);
        Tensor teacher = softening.ofTeachers(context, rows);
        Tensor student = softening.of(context.logits(rows));
        Tensor isLabel =
                torch.one_hot(labels(context, teacher), teacher.size(CLASSES)).to(ScalarType.Bool);
        Tensor perRow = binary(teacher, student, isLabel)
                .mul(new Scalar(alpha))
                .add(others(teacher, student, isLabel), new Scalar(beta));
        return context.weightedMean(rows, perRow).mul(new Scalar(temperature * temperature));
    }

    private Tensor labels(LossContext context, Tensor teacher) {
        Tensor best = teacher.argmax(new LongOptional(CLASSES), false);
        if (rows == RowKind.PSEUDO_LABELED) {
            return best;
        }
        long labeled = context.targets().labeledRows();
        Tensor given = context.targets().hardLabels().narrow(0, 0, labeled);
        return torch.cat(new TensorVector(given, best.narrow(0, labeled, best.size(0) - labeled)), 0);
    }

    private static Tensor binary(Tensor teacher, Tensor student, Tensor isLabel) {
        return Divergence.of(split(teacher, isLabel), split(student, isLabel));
    }

    /** Logarithms of the probabilities of the label's class and of all others together (N, 2). */
    private static Tensor split(Tensor logDistribution, Tensor isLabel) {
        return torch.stack(
                new TensorVector(
                        remaining(logDistribution, isLabel.logical_not()), remaining(logDistribution, isLabel)),
                CLASSES);
    }

    /** Logarithm of the probability (N) of all classes but those that are left out. */
    private static Tensor remaining(Tensor logDistribution, Tensor leftOut) {
        return logDistribution
                .masked_fill(leftOut, new Scalar(Double.NEGATIVE_INFINITY))
                .logsumexp(CLASSES);
    }

    /** The label's class, whose logarithm would be infinite, stays in with a probability of 0. */
    private static Tensor others(Tensor teacher, Tensor student, Tensor isLabel) {
        Tensor logP = renormalized(teacher, isLabel);
        Tensor logQ = renormalized(student, isLabel);
        return logP.exp()
                .masked_fill(isLabel, new Scalar(0.0))
                .mul(logP.sub(logQ))
                .sum(CLASSES);
    }

    private static Tensor renormalized(Tensor logDistribution, Tensor isLabel) {
        return logDistribution.sub(remaining(logDistribution, isLabel).unsqueeze(CLASSES));
    }
}
