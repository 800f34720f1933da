package io.noisystudent.metrics;

/** A range that holds the true value in 95 of 100 experiments. */
public record ConfidenceInterval(double low, double high) {
    /** The 97.5 % quantile of the standard normal distribution. */
    private static final double Z = 1.959963984540054;

    /**
     * Wilson's score interval of a proportion, good for few samples and for proportions near 0 and 1 (E. B. Wilson
     * 1927). Without samples it is 0 to 1.
     */
    public static ConfidenceInterval wilson(long hits, long samples) {
        if (hits < 0 || samples < hits) {
            throw new IllegalArgumentException(hits + " hits of " + samples + " samples");
        }
        if (samples == 0) {
            return new ConfidenceInterval(0, 1);
        }
        double n = samples;
        double p = hits / n;
        double denominator = 1 + Z * Z / n;
        double center = (p + Z * Z / (2 * n)) / denominator;
        double half = Z * Math.sqrt(p * (1 - p) / n + Z * Z / (4 * n * n)) / denominator;
        return new ConfidenceInterval(
                hits == 0 ? 0 : Math.max(0, center - half), hits == samples ? 1 : Math.min(1, center + half));
    }
}
