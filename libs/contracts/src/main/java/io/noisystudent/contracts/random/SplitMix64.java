package io.noisystudent.contracts.random;

/**
 * The generator SplitMix64, and its finalizer for deriving seeds from seeds. Unlike {@link java.util.SplittableRandom}
 * it can be started again without an allocation, and its numbers cannot change with the JDK.
 *
 * <p>Source: Steele, Lea, Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014. Not thread-safe.
 */
public final class SplitMix64 {
    /** The distance between the states of successive numbers: 2^64 divided by the golden ratio, made odd. */
    public static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

    private long state;

    public SplitMix64(long seed) {
        state = seed;
    }

    /** Starts again, as a new generator with this seed would. */
    public void reseed(long seed) {
        state = seed;
    }

    public long nextLong() {
        state += GOLDEN_GAMMA;
        return mix(state);
    }

    /** Uniform in [0, 1), a multiple of 2^-53. */
    public double nextDouble() {
        return (nextLong() >>> 11) * 0x1.0p-53;
    }

    /** The first number of a generator with this seed. */
    public static long first(long seed) {
        return mix(seed + GOLDEN_GAMMA);
    }

    /** The finalizer: a bijection in which every bit of the argument affects every bit of the result. */
    public static long mix(long bits) {
        long mixed = (bits ^ (bits >>> 30)) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
        return mixed ^ (mixed >>> 31);
    }
}
