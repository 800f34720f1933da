package io.noisystudent.learning.training;

import io.noisystudent.learning.module.Parameter;
import io.noisystudent.learning.objective.Loss;
import io.noisystudent.learning.objective.LossContext;
import io.noisystudent.learning.objective.RowKind;
import io.noisystudent.learning.torch.Compute;
import io.noisystudent.learning.torch.NativeScope;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * A loss term with everything that a term may have: it reads the logits of peers, has a parameter of its own, and draws
 * at random. KL divergence from the peers' mean distributions, times a trained factor, on rows that are drawn.
 */
final class PeerAgreement implements Loss {
    private final Tensor factor;

    PeerAgreement(Compute compute) {
        factor = NativeScope.call(() -> NativeScope.keep(compute.copyOf(new float[] {1}, 1)));
        factor.set_requires_grad(true);
    }

    @Override
    public RowKind rows() {
        return RowKind.ALL;
    }

    @Override
    public List<Parameter> parameters() {
        return List.of(new Parameter("factor", factor, false));
    }

    @Override
    public Tensor of(LossContext context) {
        Tensor logits = context.logits(rows());
        float[] drawn = new float[Math.toIntExact(logits.size(0))];
        for (int row = 0; row < drawn.length; row++) {
            drawn[row] = context.random(row).nextInt(2);
        }
        Tensor chosen = context.compute().copyOf(drawn, drawn.length, 1);
        Tensor total = context.compute().zerosLike(factor);
        for (Tensor peer : context.peers()) {
            Tensor kl = torch.softmax(peer, 1).mul(torch.log_softmax(peer, 1).sub(torch.log_softmax(logits, 1)));
            total = total.add(kl.mul(chosen).sum());
        }
        return total.mul(factor)
                .div(context.compute().full(torch.ScalarType.Float, drawn.length, 1))
                .sum();
    }

    @Override
    public void close() {
        factor.close();
    }
}
