package io.noisystudent.teacher.curriculum;

import io.noisystudent.contracts.random.SplitMix64;

/** Derives the seed of every training from the curriculum's one. */
final class TrainingSeed {
    /** JavaScript and jq read a JSON number as a double, which holds 53 bits. */
    private static final int BITS = 53;

    private TrainingSeed() {}

    /** A number of 53 bits, different for every generation and student; the same for the same arguments. */
    static long of(long seed, String generation, int student) {
        long mixed = SplitMix64.first(seed);
        for (int i = 0; i < generation.length(); i++) {
            mixed = SplitMix64.first(mixed + generation.charAt(i));
        }
        return SplitMix64.first(mixed + student) >>> (Long.SIZE - BITS);
    }
}
