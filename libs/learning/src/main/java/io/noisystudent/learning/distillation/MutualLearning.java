package io.noisystudent.learning.distillation;

import io.noisystudent.learning.objective.Loss;
import io.noisystudent.learning.objective.LossContext;
import io.noisystudent.learning.objective.PeerLogits;
import io.noisystudent.learning.objective.RowKind;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * {@code mean_l mean_n KL(softmax(z_l,n) || softmax(z_n))} over the networks l that are trained along with this one, whose
 * logits z_l have no gradient: 0 where all agree.
 *
 * <p>Source: Zhang, Xiang, Hospedales, Lu, "Deep Mutual Learning", CVPR 2018 (arXiv 1706.00384), equations 3 and 8. Rows are
 * weighed as in {@link SoftTargets}.
 *
 * @param peers {@link PeerLogits#NEWEST} as in the paper, or those before the step
 */
public record MutualLearning(PeerLogits peers, RowKind rows) implements Loss {
    private static final Softening PLAIN = new Softening(1, false);

    public MutualLearning {
        if (peers == PeerLogits.NONE) {
            throw new IllegalArgumentException("mutual learning needs peers");
        }
    }

    @Override
    public Tensor of(LossContext context) {
        Tensor student = PLAIN.of(context.logits(rows));
        List<Tensor> each = context.peers().stream()
                .map(peer -> Divergence.of(PLAIN.of(context.rows(rows, peer)), student))
                .toList();
        Tensor total = each.stream().reduce(Tensor::add).orElseThrow();
        return context.weightedMean(rows, total.div(new Scalar((double) each.size())));
    }
}
