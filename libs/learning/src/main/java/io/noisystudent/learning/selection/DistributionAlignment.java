package io.noisystudent.learning.selection;

import java.util.Arrays;

/**
 * Moves distributions so that their mean comes nearer to the one that is known: {@code q * (u + 1e-6) / (p + 1e-6)},
 * renormalized, where p is the mean of all q (Berthelot et al., "ReMixMatch", ICLR 2020, in the form of the USB library).
 */
public final class DistributionAlignment {
    private static final double EPSILON = 1e-6;

    private final double[] ratios;

    /**
     * From one mean to another.
     *
     * @param mean p, as long as there are classes
     * @param wanted u
     */
    public DistributionAlignment(double[] mean, double[] wanted) {
        if (mean.length != wanted.length) {
            throw new IllegalArgumentException(mean.length + " classes in the mean, " + wanted.length + " wanted");
        }
        ratios = new double[mean.length];
        Arrays.setAll(ratios, k -> (wanted[k] + EPSILON) / (mean[k] + EPSILON));
    }

    static DistributionAlignment toUniform(double[] mean) {
        double[] uniform = new double[mean.length];
        Arrays.fill(uniform, 1.0 / mean.length);
        return new DistributionAlignment(mean, uniform);
    }

    /** Replaces a distribution by the aligned one. */
    public void apply(float[] row) {
        double sum = 0;
        for (int k = 0; k < row.length; k++) {
            sum += row[k] * ratios[k];
        }
        for (int k = 0; k < row.length; k++) {
            row[k] = (float) (row[k] * ratios[k] / sum);
        }
    }
}
