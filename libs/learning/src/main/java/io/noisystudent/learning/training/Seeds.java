package io.noisystudent.learning.training;

/**
 * Derives independent seeds from one: every random decision of a training is a function of the seed and of its place.
 *
 * <p>The finalizer of SplitMix64 (Steele, Lea, Flood 2014).
 */
final class Seeds {
    static final long LABELED_ORDER = 0;
    static final long PSEUDO_LABELED_ORDER = 1;
    static final long DISTORTION = 2;
    static final long NOISE = 3;
    static final long PHASE = 4;
    static final long VIEW = 5;
    static final long TERM = 6;

    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    private Seeds() {}

    static long mix(long seed, long... place) {
        long state = seed;
        for (long part : place) {
            state = finish(state + GOLDEN * (part + 1));
        }
        return state;
    }

    private static long finish(long bits) {
        long z = bits;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
