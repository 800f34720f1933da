package io.noisystudent.learning.distillation;

import io.noisystudent.learning.objective.Loss;
import io.noisystudent.learning.objective.LossContext;
import io.noisystudent.learning.objective.LossInputs;
import io.noisystudent.learning.objective.RowKind;
import io.noisystudent.learning.objective.TeacherView;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * {@code T^2 mean_n KL(softmax(t_n / T) || softmax(z_n / T))} with the teacher's logits t: the divergence, not the cross
 * entropy, so that it is 0 where both agree; the gradient is the same. The square keeps its length when T grows.
 *
 * <p>Source: Hinton, Vinyals, Dean, "Distilling the Knowledge in a Neural Network", 2015 (arXiv 1503.02531), section 2;
 * standardized logits: Sun et al., CVPR 2024, section 4. Rows are weighed as in the losses of pseudo-labels.
 * The mean is over the rows that it looks at: of all rows, what a labeled one has depends on how many others there are.
 *
 * @param temperature T, above 0
 * @param standardize bring the rows of both to mean 0 and deviation 1 before
 */
public record SoftTargets(double temperature, boolean standardize, RowKind rows) implements Loss {
    @Override
    public LossInputs inputs() {
        return LossInputs.teacher(TeacherView.SAME);
    }

    @Override
    public Tensor of(LossContext context) {
        Softening softening = new Softening(temperature, standardize);
        Tensor perRow = Divergence.of(softening.ofTeachers(context, rows), softening.of(context.logits(rows)));
        return context.weightedMean(rows, perRow).mul(new Scalar(temperature * temperature));
    }
}
