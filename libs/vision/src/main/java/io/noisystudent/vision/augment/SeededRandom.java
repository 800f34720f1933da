package io.noisystudent.vision.augment;

/**
 * SplitMix64, reseeded for every image so that the draws depend on the seed alone and nothing is allocated.
 *
 * <p>Source: Steele, Lea, Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014.
 */
final class SeededRandom {
    private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

    private long state;

    void seed(long seed) {
        state = seed;
    }

    private long next() {
        state += GOLDEN_GAMMA;
        return mix(state);
    }

    /** A bijection that spreads every bit of its argument. */
    static long mix(long bits) {
        long mixed = (bits ^ (bits >>> 30)) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
        return mixed ^ (mixed >>> 31);
    }

    /** Uniform in [0, bound), with a bias below bound / 2^32. */
    int below(int bound) {
        return (int) (((next() >>> 32) * bound) >>> 32);
    }

    boolean coin() {
        return next() < 0;
    }

    /** Uniform between the value and its negative. */
    double within(double value) {
        return value * ((next() >>> 11) * 0x1p-52 - 1);
    }

    /** The value, or with probability one half its negative. */
    double signed(double value) {
        return coin() ? value : -value;
    }
}
