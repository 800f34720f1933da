package io.noisystudent.metrics;

/**
 * The score test of two classifiers on the same samples, for a loss of accuracy beyond a margin (Tango, Statistics in
 * Medicine 17, 1998). At a margin of zero its statistic is that of McNemar's test.
 */
public final class PairedScore {
    private PairedScore() {}

    /**
     * How likely it is that the candidate loses at least so much, if it loses {@code margin} in truth.
     *
     * @param onlyCandidate samples that only the candidate gets right
     * @param onlyOther samples that only the other gets right
     * @param samples all of them, those on which the two agree included
     * @param margin fraction of the samples, from 0 on, below 1
     * @return the upper tail of the normal distribution
     */
    public static double pExceeds(long onlyCandidate, long onlyOther, long samples, double margin) {
        if (onlyCandidate < 0 || onlyOther < 0 || samples < onlyCandidate + onlyOther || !(margin >= 0 && margin < 1)) {
            throw new IllegalArgumentException("only the candidate is right on " + onlyCandidate + " of " + samples
                    + " samples, only the other on " + onlyOther + ", and the margin is " + margin);
        }
        double difference = (double) onlyOther - onlyCandidate - samples * margin;
        double gained = expectedGain(onlyCandidate, onlyOther, samples, margin);
        double variance = samples * (2 * gained + margin * (1 - margin));
        if (variance == 0) {
            return 1;
        }
        return upperTail(difference / Math.sqrt(variance));
    }

    /** The most likely share of samples that only the candidate gets right, where the true loss is the margin. */
    private static double expectedGain(long onlyCandidate, long onlyOther, long samples, double margin) {
        double a = 2.0 * samples;
        double b = (2.0 * samples - onlyOther + onlyCandidate) * margin - onlyOther - onlyCandidate;
        double c = -onlyCandidate * margin * (1 - margin);
        return samples == 0 ? 0 : (Math.sqrt(Math.max(0, b * b - 4 * a * c)) - b) / (2 * a);
    }

    /** P(X > z) of the standard normal distribution, to seven digits (Numerical Recipes, 6.2). */
    private static double upperTail(double z) {
        double x = Math.abs(z) / Math.sqrt(2);
        double t = 1 / (1 + x / 2);
        double[] series = {
            0.17087277,
            -0.82215223,
            1.48851587,
            -1.13520398,
            0.27886807,
            -0.18628806,
            0.09678418,
            0.37409196,
            1.00002368
        };
        double sum = 0;
        for (double coefficient : series) {
            sum = t * (coefficient + sum);
        }
        double tail = t * Math.exp(-x * x - 1.26551223 + sum) / 2;
        return z >= 0 ? tail : 1 - tail;
    }
}
