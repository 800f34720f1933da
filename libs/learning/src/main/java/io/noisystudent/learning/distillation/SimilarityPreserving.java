package io.noisystudent.learning.distillation;

import io.noisystudent.learning.objective.Loss;
import io.noisystudent.learning.objective.LossContext;
import io.noisystudent.learning.objective.LossInputs;
import io.noisystudent.learning.objective.RowKind;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * The mean squared difference of two tables (N, N) that say how alike the batch's rows are, summed over the pairs.
 *
 * <p>Source: Tung, Mori, "Similarity-Preserving Knowledge Distillation", ICCV 2019 (arXiv 1907.09682), equations 2 to 4:
 * {@code Q Q^T} of the flattened values, each row of the table of length 1. Cosines normalize the rows of Q instead.
 *
 * @param cosine whether similarities are cosines
 */
public record SimilarityPreserving(ValuePairs values, boolean cosine) implements Loss {
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
                context, (student, teacher, pair) -> torch.mse_loss(similarities(student), similarities(teacher)));
    }

    private Tensor similarities(Tensor value) {
        Tensor rows = value.flatten(1, -1);
        if (cosine) {
            Tensor directions = Norms.normalized(rows);
            return directions.mm(directions.t());
        }
        return Norms.normalized(rows.mm(rows.t()));
    }
}
