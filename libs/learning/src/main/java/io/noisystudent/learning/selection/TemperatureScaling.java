package io.noisystudent.learning.selection;

/**
 * Finds the temperature under which a teacher's probabilities fit held-out labels best: the T that minimizes the mean
 * negative log likelihood of {@code p^(1/T)}, renormalized, which is {@code softmax(z/T)}.
 *
 * <p>Source: Guo, Pleiss, Sun, Weinberger, "On Calibration of Modern Neural Networks", ICML 2017. The loss is convex in
 * 1/T, therefore a golden-section search finds its minimum. A few samples that are all classified right would ask for no
 * end of confidence; so T is kept between {@value #LOWEST} and {@value #HIGHEST}.
 */
public final class TemperatureScaling {
    static final double LOWEST = 0.2;
    static final double HIGHEST = 20;

    private static final double GOLDEN = (Math.sqrt(5) - 1) / 2;
    private static final int STEPS = 60;
    /** Below the smallest float above 0, which a probability of 0 stands for. */
    private static final double TINY = 1e-45;

    private TemperatureScaling() {}

    /** The best temperature for at least one sample. */
    public static double fit(HeldOutLabels heldOut) {
        double[][] logs = logarithms(heldOut);
        double low = 1 / HIGHEST;
        double high = 1 / LOWEST;
        for (int step = 0; step < STEPS; step++) {
            double left = high - GOLDEN * (high - low);
            double right = low + GOLDEN * (high - low);
            if (loss(logs, heldOut.labels(), left) < loss(logs, heldOut.labels(), right)) {
                high = right;
            } else {
                low = left;
            }
        }
        return 2 / (low + high);
    }

    /** Replaces a distribution by {@code p^(1/T)}, renormalized: sharper below T = 1, flatter above. */
    static void apply(double temperature, float[] row) {
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

    /** Mean negative log likelihood at a temperature, in nats. */
    static double loss(HeldOutLabels heldOut, double temperature) {
        return loss(logarithms(heldOut), heldOut.labels(), 1 / temperature);
    }

    private static double loss(double[][] logs, int[] labels, double inverse) {
        double sum = 0;
        for (int i = 0; i < logs.length; i++) {
            double partition = 0;
            for (double log : logs[i]) {
                partition += Math.exp(inverse * (log - logs[i][labels[i]]));
            }
            sum += Math.log(partition);
        }
        return sum / logs.length;
    }

    private static double[][] logarithms(HeldOutLabels heldOut) {
        double[][] logs = new double[heldOut.size()][heldOut.classes()];
        float[] row = new float[heldOut.classes()];
        for (int i = 0; i < logs.length; i++) {
            heldOut.distributions().read(i, row);
            for (int k = 0; k < row.length; k++) {
                logs[i][k] = Math.log(Math.max(row[k], TINY));
            }
        }
        return logs;
    }
}
