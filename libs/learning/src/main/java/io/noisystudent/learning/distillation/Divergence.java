package io.noisystudent.learning.distillation;

import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;

/** Kullback-Leibler divergence in nats. */
final class Divergence {
    private static final int CLASSES = 1;

    private Divergence() {}

    /**
     * {@code sum_k p_k (log p_k - log q_k)} of every row (N), 0 where both are equal.
     *
     * @param logP logarithms of the teacher's distributions (N, K), all finite
     * @param logQ those of the student's
     */
    static Tensor of(Tensor logP, Tensor logQ) {
        return logP.exp().mul(logP.sub(logQ)).sum(new long[] {CLASSES}, false, new ScalarTypeOptional());
    }
}
