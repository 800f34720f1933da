package io.noisystudent.learning.noise;

/**
 * How much noise a network takes in training.
 *
 * @param dropout share of the classifier's inputs that are zeroed
 * @param stochasticDepth drop rate of the last residual branch; earlier ones have less, linearly
 */
public record NoiseRates(double dropout, double stochasticDepth) {
    public static final NoiseRates NONE = new NoiseRates(0, 0);

    public NoiseRates {
        requireRate("dropout", dropout);
        requireRate("stochasticDepth", stochasticDepth);
    }

    private static void requireRate(String name, double rate) {
        if (!(rate >= 0 && rate < 1)) {
            throw new IllegalArgumentException(name + " is " + rate + "; a drop rate is at least 0 and below 1");
        }
    }
}
