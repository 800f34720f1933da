package io.noisystudent.bench.statistics;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * A median and the interval in which it lies with 95 % confidence.
 *
 * <p>The interval is the percentile bootstrap's (Efron 1979): the rounds are drawn again, with replacement, and the 2.5
 * and 97.5 % quantiles of the medians of these draws are taken. The draws are the same every time.
 *
 * @param low end of the interval
 * @param high end of the interval
 */
public record Estimate(double median, double low, double high) {
    private static final int DRAWS = 2000;
    private static final double TAIL = 0.025;
    private static final long SEED = 1;

    /** Of at least one value, in any order. */
    public static Estimate of(double... values) {
        double[] medians = new double[DRAWS];
        double[] draw = new double[values.length];
        SplittableRandom random = new SplittableRandom(SEED);
        for (int i = 0; i < DRAWS; i++) {
            for (int j = 0; j < draw.length; j++) {
                draw[j] = values[random.nextInt(values.length)];
            }
            medians[i] = quantile(draw, 0.5);
        }
        return new Estimate(quantile(values, 0.5), quantile(medians, TAIL), quantile(medians, 1 - TAIL));
    }

    /** Between the two nearest values, in proportion (Hyndman and Fan 1996, type 7). */
    static double quantile(double[] values, double share) {
        if (values.length == 0) {
            throw new IllegalArgumentException("no values, no quantile");
        }
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        double place = share * (sorted.length - 1);
        int below = (int) place;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
    }
}
