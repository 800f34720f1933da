package io.noisystudent.learning.torch;

/**
 * A card, as CUDA describes it.
 *
 * @param number counted from 0
 * @param major first number of the compute capability
 * @param minor second number
 */
record CudaCard(int number, String name, int major, int minor) {
    private static final int AMPERE = 8;
    private static final int VOLTA = 7;

    /** Whether products of this precision are the card's own; older cards emulate bfloat16, far slower than float32. */
    boolean has(Precision precision) {
        return switch (precision) {
            case BF16 -> major >= AMPERE;
            case FP16 -> major >= VOLTA;
            case AUTO, FP32 -> true;
        };
    }

    String capability() {
        return major + "." + minor;
    }
}
