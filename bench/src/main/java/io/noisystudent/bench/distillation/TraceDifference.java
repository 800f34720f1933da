package io.noisystudent.bench.distillation;

import java.util.Map;

import static java.util.Objects.requireNonNull;

/**
 * How far the losses and gradients of one side are from those of the other in the forward pass of one step.
 *
 * @param loss difference as a share of the expected loss
 * @param gradient the largest of any weight: the length of the difference as a share of the gradient's length; of a weight
 *     whose gradient is a thousandth or less of all gradients, as a share of a thousandth of these
 * @param weight that this is
 */
public record TraceDifference(double loss, double gradient, String weight) {
    /** What is left of a gradient that should be 0, as that of a bias before a normalization, is rounding. */
    private static final double SMALLEST_SHARE = 1e-3;

    /** @param step counted from 0 */
    public static TraceDifference of(TermTrace expected, TermTrace found, int step) {
        Map<String, float[]> ours = found.gradients().get(step);
        Map<String, float[]> theirs = expected.gradients().get(step);
        if (!ours.keySet().equals(theirs.keySet())) {
            throw new IllegalArgumentException(
                    "gradients are of " + ours.keySet() + " on one side, and of " + theirs.keySet() + " on the other");
        }
        double all = Math.sqrt(
                theirs.values().stream().mapToDouble(TraceDifference::squares).sum());
        double worst = 0;
        String weight = "";
        for (Map.Entry<String, float[]> entry : theirs.entrySet()) {
            double length = Math.max(Math.sqrt(squares(entry.getValue())), SMALLEST_SHARE * all);
            double share = distance(entry.getValue(), requireNonNull(ours.get(entry.getKey()))) / length;
            // NaN, of a value that is NaN or of gradients that are all 0, is worse than any number.
            if (!(share <= worst)) {
                worst = Double.isNaN(share) ? Double.POSITIVE_INFINITY : share;
                weight = entry.getKey();
            }
        }
        double loss = Math.abs(found.losses().get(step) - expected.losses().get(step))
                / Math.abs(expected.losses().get(step));
        return new TraceDifference(loss, worst, weight);
    }

    /** The larger of both. */
    public double largest() {
        return Math.max(loss, gradient);
    }

    /** Whether both are small enough; never with NaN. */
    public boolean within(double tolerance) {
        return loss <= tolerance && gradient <= tolerance;
    }

    private static double squares(float[] values) {
        return Math.pow(distance(values, new float[values.length]), 2);
    }

    private static double distance(float[] values, float[] others) {
        if (values.length != others.length) {
            throw new IllegalArgumentException(
                    "a weight has " + values.length + " values on one side and " + others.length + " on the other");
        }
        double sum = 0;
        for (int i = 0; i < values.length; i++) {
            double difference = (double) values[i] - others[i];
            sum += difference * difference;
        }
        return Math.sqrt(sum);
    }
}
