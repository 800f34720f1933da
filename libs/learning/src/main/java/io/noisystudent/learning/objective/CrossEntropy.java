package io.noisystudent.learning.objective;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** Cross entropy between target distributions and a network's logits, in nats, as the mean over the rows. */
public final class CrossEntropy {
    private static final int CLASSES = 1;

    private CrossEntropy() {}

    /**
     * {@code -1/N sum_n sum_k q_nk log softmax(z_n)_k}.
     *
     * @param logits (N, K)
     * @param targets (N, K), each row a distribution
     */
    public static Tensor of(Tensor logits, Tensor targets) {
        Tensor perClass = torch.log_softmax(logits, CLASSES).mul(targets);
        return perClass.sum().mul(new Scalar(-1.0 / logits.size(0)));
    }
}
