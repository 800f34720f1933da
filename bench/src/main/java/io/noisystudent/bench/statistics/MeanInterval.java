package io.noisystudent.bench.statistics;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * A mean and the interval in which it lies with 95 % confidence, by Student's t: for a few values, which a bootstrap could
 * not spread.
 *
 * @param deviation unbiased, of the values
 * @param low end of the interval; with a single value the interval is everything
 * @param high end of the interval
 */
public record MeanInterval(double mean, double deviation, double low, double high) {
    /** Quantiles of 97.5 % for 1 and more degrees of freedom. */
    private static final double[] T = {
        12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160, 2.145, 2.131, 2.120,
        2.110, 2.101, 2.093, 2.086, 2.080, 2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048, 2.045, 2.042
    };

    private static final double NORMAL = 1.96;

    /** Of at least one value. */
    public static MeanInterval of(double... values) {
        return around(mean(values), deviation(values), Math.sqrt(variance(values) / values.length), values.length - 1);
    }

    /** Of the differences of values that belong together, such as those of one seed. */
    public static MeanInterval paired(double[] values, double[] others) {
        if (values.length != others.length) {
            throw new IllegalArgumentException(values.length + " values and " + others.length + " others are no pairs");
        }
        return of(IntStream.range(0, values.length)
                .mapToDouble(i -> values[i] - others[i])
                .toArray());
    }

    /** Of the difference of two means whose values do not belong together (Welch 1947). */
    public static MeanInterval unpaired(double[] values, double[] others) {
        double own = variance(values) / values.length;
        double theirs = variance(others) / others.length;
        double freedom =
                Math.pow(own + theirs, 2) / (own * own / (values.length - 1) + theirs * theirs / (others.length - 1));
        double error = Math.sqrt(own + theirs);
        // Without any spread the quotient is NaN, and so is the cast 0.
        int whole = error == 0 ? Math.min(values.length, others.length) - 1 : (int) freedom;
        return around(mean(values) - mean(others), error, error, whole);
    }

    private static MeanInterval around(double mean, double deviation, double error, int freedom) {
        double reach = freedom < 1 ? Double.POSITIVE_INFINITY : (freedom > T.length ? NORMAL : T[freedom - 1]) * error;
        return new MeanInterval(mean, deviation, mean - reach, mean + reach);
    }

    private static double mean(double[] values) {
        return Arrays.stream(values).average().orElseThrow();
    }

    private static double deviation(double[] values) {
        return Math.sqrt(variance(values));
    }

    private static double variance(double[] values) {
        double mean = mean(values);
        double squares = Arrays.stream(values).map(x -> (x - mean) * (x - mean)).sum();
        return values.length == 1 ? 0 : squares / (values.length - 1);
    }

    /** Whether all of it is above 0 or all of it below. */
    public boolean excludesZero() {
        return low > 0 || high < 0;
    }

    /** Whether all of it is nearer to 0 than a number. */
    public boolean within(double reach) {
        return low > -reach && high < reach;
    }
}
