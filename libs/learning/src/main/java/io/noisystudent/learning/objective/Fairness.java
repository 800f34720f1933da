package io.noisystudent.learning.objective;

import io.noisystudent.learning.torch.Tensors;
import java.util.Arrays;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * A term that spreads a student's predictions over the classes: {@code sum_c a_c log(b_c + 1e-12)}, where both a and b
 * are mean probabilities over relative frequencies of the most probable class, normalized; a of the teacher's labels, b
 * of the batch. It is added to the loss: minimizing it maximizes the cross entropy between the two.
 *
 * <p>Source: Wang et al., "FreeMatch", ICLR 2023, as in the USB library, with the teacher's stored labels in place of
 * moving averages. A class that no row of the batch is assigned to has b = 0, and no gradient.
 *
 * @param expected a, one value per class
 * @param weight of the term in the loss; 0.001 in the paper
 */
@SuppressWarnings("ArrayRecordComponent") // one float per class, never compared
public record Fairness(float[] expected, double weight) {
    private static final int CLASSES = 1;
    private static final double EPSILON = 1e-12;

    /**
     * From the teacher's labels.
     *
     * @param mean their mean distribution
     * @param frequencies shares of the most probable classes
     */
    public static Fairness of(double[] mean, double[] frequencies, double weight) {
        double[] ratios = new double[mean.length];
        Arrays.setAll(ratios, k -> frequencies[k] > 0 ? mean[k] / frequencies[k] : 0);
        double sum = Arrays.stream(ratios).sum();
        float[] expected = new float[ratios.length];
        for (int k = 0; k < expected.length; k++) {
            expected[k] = (float) (ratios[k] / sum);
        }
        return new Fairness(expected, weight);
    }

    /** The weighted term of some logits (N, K): a scalar with a gradient. */
    Tensor of(Tensor logits) {
        Tensor mean = torch.softmax(logits, CLASSES).mean(0);
        Tensor best = logits.detach().argmax(new LongOptional(CLASSES), false);
        Tensor counts = torch.one_hot(best, logits.size(CLASSES)).sum(0).to(logits.scalar_type());
        // 1 / count, and 0 for a count of 0, whose infinity would make the gradient NaN even behind a mask.
        Tensor factors = counts.clamp_max(new Scalar(1.0)).div(counts.clamp_min(new Scalar(1.0)));
        Tensor ratios = mean.mul(factors);
        Tensor shares = ratios.div(ratios.sum());
        Tensor wanted = Tensors.copyOf(expected, expected.length).to(logits.scalar_type());
        return shares.add(new Scalar(EPSILON)).log().mul(wanted).sum().mul(new Scalar(weight));
    }
}
