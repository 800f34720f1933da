package io.noisystudent.learning.objective;

import java.util.Arrays;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * A term that spreads a student's predictions over the classes: {@code sum_c a_c log(b_c + 1e-12)}, where both a and b
 * are mean probabilities over relative frequencies of the most probable class, normalized; a of the teacher's labels, b
 * of the batch. Minimizing it maximizes the cross entropy between the two.
 *
 * <p>Source: Wang et al., "FreeMatch", ICLR 2023, as in the USB library, with the teacher's stored labels in place of
 * moving averages. A class that no row of the batch is assigned to has b = 0, and no gradient.
 *
 * @param expected a, one value per class
 */
@SuppressWarnings("ArrayRecordComponent") // one float per class, never compared
public record Fairness(float[] expected) implements Loss {
    private static final int CLASSES = 1;
    private static final double EPSILON = 1e-12;

    /**
     * From the teacher's labels.
     *
     * @param mean their mean distribution
     * @param frequencies shares of the most probable classes
     */
    public static Fairness of(double[] mean, double[] frequencies) {
        double[] ratios = new double[mean.length];
        Arrays.setAll(ratios, k -> frequencies[k] > 0 ? mean[k] / frequencies[k] : 0);
        double sum = Arrays.stream(ratios).sum();
        float[] expected = new float[ratios.length];
        for (int k = 0; k < expected.length; k++) {
            expected[k] = (float) (ratios[k] / sum);
        }
        return new Fairness(expected);
    }

    @Override
    public RowKind rows() {
        return RowKind.PSEUDO_LABELED;
    }

    @Override
    public Tensor of(LossContext context) {
        Tensor logits = context.logits(rows());
        Tensor mean = torch.softmax(logits, CLASSES).mean(0);
        Tensor best = logits.detach().argmax(new LongOptional(CLASSES), false);
        Tensor counts = torch.one_hot(best, logits.size(CLASSES)).sum(0).to(logits.scalar_type());
        // 1 / count, and 0 for a count of 0, whose infinity would make the gradient NaN even behind a mask.
        Tensor factors = counts.clamp_max(new Scalar(1.0)).div(counts.clamp_min(new Scalar(1.0)));
        Tensor ratios = mean.mul(factors);
        Tensor shares = ratios.div(ratios.sum());
        Tensor wanted = context.compute().copyOf(expected, expected.length).to(logits.scalar_type());
        return shares.add(new Scalar(EPSILON)).log().mul(wanted).sum();
    }
}
