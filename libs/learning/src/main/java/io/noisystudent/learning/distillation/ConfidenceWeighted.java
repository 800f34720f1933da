package io.noisystudent.learning.distillation;

import io.noisystudent.learning.objective.LabeledCrossEntropy;
import io.noisystudent.learning.objective.Loss;
import io.noisystudent.learning.objective.LossContext;
import io.noisystudent.learning.objective.LossInputs;
import io.noisystudent.learning.objective.RowKind;
import io.noisystudent.learning.objective.TeacherView;
import java.util.Set;
import org.bytedeco.pytorch.Tensor;

/**
 * {@code sum_n w_n CE_n} over the labeled rows, with {@code w_n = max_k p_nk / sum_m max_k p_mk} of the teacher's
 * probabilities p, whether its best class is the label or not: the mean cross entropy where it is as sure of all rows.
 *
 * <p>Source: Furlanello et al., "Born-Again Neural Networks", ICML 2018 (arXiv 1805.04770), section 3.2: confidence weighted
 * by teacher max (CWTM).
 *
 * @param labels the cross entropy whose rows are weighed
 */
public record ConfidenceWeighted(LabeledCrossEntropy labels) implements Loss {
    private static final Softening PLAIN = new Softening(1, false);
    private static final long[] CLASSES = {1};

    @Override
    public RowKind rows() {
        return labels.rows();
    }

    @Override
    public LossInputs inputs() {
        return new LossInputs(Set.of(), Set.of(), false, labels.doubtful(), TeacherView.SAME);
    }

    @Override
    public Tensor of(LossContext context) {
        Tensor confidence =
                PLAIN.ofTeachers(context, rows()).amax(CLASSES, false).exp();
        Tensor weights = context.rows(rows(), context.targets().weights());
        return labels.of(context, weights.mul(confidence.div(confidence.mean())));
    }
}
