package io.noisystudent.learning.objective;

import io.noisystudent.learning.torch.Compute;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Target distributions over the classes, float32 (N, K): what rows of the network's output are compared with.
 *
 * <p>Every target is a distribution, so that hard and soft labels meet the same loss. Label smoothing is the
 * {@code (1 - e) * onehot + e / K} form of Szegedy et al. 2016; it applies to what people said and to hard labels of
 * a teacher, not to soft ones, as in the reference code of Noisy Student.
 */
public final class Targets {
    private static final int CLASSES = 1;

    private Targets() {}

    /** Smoothed one-hot rows of labels (N). */
    public static Tensor smoothed(Tensor labels, long classes, double smoothing, Compute compute) {
        long rows = labels.size(0);
        Tensor remainder = compute.full(ScalarType.Float, 1 - smoothing, rows, 1);
        return compute.full(ScalarType.Float, smoothing / classes, rows, classes)
                .scatter_add_(CLASSES, labels.reshape(rows, 1), remainder);
    }

    /** Distributions (N, K) that people gave, of which a share is spread over all classes. */
    public static Tensor smoothed(Tensor distributions, double smoothing) {
        return distributions.mul(new Scalar(1 - smoothing)).add(new Scalar(smoothing / distributions.size(CLASSES)));
    }

    /** Distributions as {@code p^(1/T)}, renormalized: sharper below T = 1, flatter above. */
    public static Tensor tempered(Tensor distributions, double temperature) {
        if (temperature == 1) {
            return distributions;
        }
        Tensor powers = distributions.to(ScalarType.Double).pow(new Scalar(1 / temperature));
        return powers.div(powers.sum(new long[] {CLASSES}, true, new ScalarTypeOptional()))
                .to(ScalarType.Float);
    }

    /** Rows multiplied by weights (N), which the rows' losses are then multiplied by: cross entropy is linear in them. */
    public static Tensor weighted(Tensor targets, Tensor weights) {
        return targets.mul(weights.reshape(weights.size(0), 1));
    }

    /** The index of the largest probability, the first one if several are equal. */
    public static int argmax(float[] row) {
        int best = 0;
        for (int k = 1; k < row.length; k++) {
            if (row[k] > row[best]) {
                best = k;
            }
        }
        return best;
    }
}
