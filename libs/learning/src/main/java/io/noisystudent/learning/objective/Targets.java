package io.noisystudent.learning.objective;

import java.util.Arrays;

/**
 * Target distributions over the classes: what a row of the network's output is compared with.
 *
 * <p>Every target is a distribution, so that hard and soft labels meet the same loss. Label smoothing is the
 * {@code (1 - e) * onehot + e / K} form of Szegedy et al. 2016; it applies to hard labels only, as in the reference code
 * of Noisy Student.
 */
public final class Targets {
    private Targets() {}

    /** Writes the smoothed one-hot row of {@code label} into {@code row}, whose length is the number of classes. */
    public static void smoothed(int label, double smoothing, float[] row) {
        Arrays.fill(row, (float) (smoothing / row.length));
        row[label] += (float) (1 - smoothing);
    }

    /** Replaces a distribution by {@code p^(1/T)}, renormalized: sharper below T = 1, flatter above. */
    public static void temper(double temperature, float[] row) {
        if (temperature == 1) {
            return;
        }
        double sum = 0;
        double[] powers = new double[row.length];
        for (int k = 0; k < row.length; k++) {
            powers[k] = Math.pow(row[k], 1 / temperature);
            sum += powers[k];
        }
        for (int k = 0; k < row.length; k++) {
            row[k] = (float) (powers[k] / sum);
        }
    }

    /** Multiplies a row by a weight, which the row's loss is then multiplied by. */
    public static void scale(double weight, float[] row) {
        if (weight == 1) {
            return;
        }
        for (int k = 0; k < row.length; k++) {
            row[k] *= (float) weight;
        }
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
