package io.noisystudent.learning.distillation;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.Tensor;

/** Vectors along the last axis. */
final class Norms {
    private static final double EPSILON = 1e-12;
    private static final long LAST = -1;

    private Norms() {}

    /** Euclidean norms, with the axis kept. */
    static Tensor of(Tensor vectors) {
        return vectors.norm(new ScalarOptional(new Scalar(2.0)), new long[] {LAST}, true);
    }

    /** Vectors of length 1; those of length 0 stay, and have no gradient, which would be infinite. */
    static Tensor normalized(Tensor vectors) {
        Tensor norms = of(vectors);
        Tensor directed = norms.gt(new Scalar(0.0)).to(vectors.scalar_type());
        return vectors.div(norms.clamp_min(new Scalar(EPSILON))).mul(directed);
    }
}
