package io.noisystudent.learning.training;

import io.noisystudent.contracts.random.SplitMix64;

/** Derives independent seeds from one: every random decision of a training is a function of the seed and of its place. */
final class Seeds {
    static final long LABELED_ORDER = 0;
    static final long PSEUDO_LABELED_ORDER = 1;
    static final long DISTORTION = 2;
    static final long NOISE = 3;
    static final long PHASE = 4;
    static final long VIEW = 5;
    static final long TERM = 6;
    static final long PART = 7;
    static final long MIX = 8;

    private Seeds() {}

    static long mix(long seed, long... place) {
        long state = seed;
        for (long part : place) {
            state = SplitMix64.mix(state + SplitMix64.GOLDEN_GAMMA * (part + 1));
        }
        return state;
    }
}
