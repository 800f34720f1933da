package io.noisystudent.vision.augment;

import io.noisystudent.contracts.random.SplitMix64;

/** Reseeded for every image, so that the draws depend on the seed alone and nothing is allocated. */
final class SeededRandom {
    private final SplitMix64 random = new SplitMix64(0);

    void seed(long seed) {
        random.reseed(seed);
    }

    /** Uniform in [0, bound), with a bias below bound / 2^32. */
    int below(int bound) {
        return (int) (((random.nextLong() >>> 32) * bound) >>> 32);
    }

    boolean coin() {
        return random.nextLong() < 0;
    }

    /** Uniform between the value and its negative. */
    double within(double value) {
        return value * ((random.nextLong() >>> 11) * 0x1p-52 - 1);
    }

    /** The value, or with probability one half its negative. */
    double signed(double value) {
        return coin() ? value : -value;
    }
}
