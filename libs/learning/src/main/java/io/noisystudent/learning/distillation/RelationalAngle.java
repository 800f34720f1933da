package io.noisystudent.learning.distillation;

import io.noisystudent.learning.objective.Loss;
import io.noisystudent.learning.objective.LossContext;
import io.noisystudent.learning.objective.LossInputs;
import io.noisystudent.learning.objective.RowKind;
import org.bytedeco.pytorch.Tensor;

/**
 * Compares the cosines of the angles between the batch's rows by Huber's loss: the mean over all N^3 triples, degenerate
 * ones too, summed over the pairs of values. Takes memory for {@code N^3 + N^2 D} numbers and as much for the gradient.
 *
 * <p>Source: Park et al., "Relational Knowledge Distillation", CVPR 2019 (arXiv 1904.05068), equations 7 and 8.
 */
public record RelationalAngle(ValuePairs values) implements Loss {
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
                context, (student, teacher, pair) -> Difference.HUBER.of(cosines(student), cosines(teacher)));
    }

    /** {@code <e_ij, e_ik>} with the directions e_ij from row i to row j: (N, N, N). */
    private static Tensor cosines(Tensor value) {
        Tensor rows = value.flatten(1, -1);
        Tensor directions = Norms.normalized(rows.unsqueeze(0).sub(rows.unsqueeze(1)));
        return directions.bmm(directions.transpose(1, 2));
    }
}
