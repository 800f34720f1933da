package io.noisystudent.metrics;

/**
 * Expected calibration error: the mean distance between confidence and accuracy over equal bins (low, high], weighted
 * by their samples (Naeini et al. 2015, Guo et al. 2017). Not thread-safe.
 */
public final class Calibration {
    /** The number of bins of the literature. */
    public static final int BINS = 15;

    private final long[] samples;
    private final long[] hits;
    private final double[] confidences;

    public Calibration() {
        this(BINS);
    }

    public Calibration(int bins) {
        samples = new long[bins];
        hits = new long[bins];
        confidences = new double[bins];
    }

    /** @param confidence the probability of the predicted class, 0 to 1 */
    public void add(double confidence, boolean right) {
        int bin = (int) Math.ceil(confidence * samples.length) - 1;
        int clamped = Math.min(Math.max(bin, 0), samples.length - 1);
        samples[clamped]++;
        confidences[clamped] += confidence;
        if (right) {
            hits[clamped]++;
        }
    }

    /** 0 (confidence says what accuracy is) to 1; 0 without samples. */
    public double expectedError() {
        long total = 0;
        double distance = 0;
        for (int bin = 0; bin < samples.length; bin++) {
            total += samples[bin];
            distance += Math.abs(hits[bin] - confidences[bin]);
        }
        return total == 0 ? 0 : distance / total;
    }
}
