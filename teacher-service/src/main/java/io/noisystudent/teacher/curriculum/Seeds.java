package io.noisystudent.teacher.curriculum;

/** Derives the seed of every training from the curriculum's one. */
final class Seeds {
    /** JavaScript and jq read a JSON number as a double, which holds 53 bits. */
    private static final int BITS = 53;

    private Seeds() {}

    /** A number of 53 bits, different for every generation and student; the same for the same arguments. */
    static long of(long seed, String generation, int student) {
        long mixed = mix(seed);
        for (int i = 0; i < generation.length(); i++) {
            mixed = mix(mixed + generation.charAt(i));
        }
        return mix(mixed + student) >>> (Long.SIZE - BITS);
    }

    /** The finalizer of SplitMix64 (Steele, Lea, Flood: Fast splittable pseudorandom number generators, 2014). */
    private static long mix(long value) {
        long z = value + 0x9E3779B97F4A7C15L;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
