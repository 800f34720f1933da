package io.noisystudent.learning.torch;

/**
 * How a card computes.
 *
 * @param tf32 whether float32 products of training are rounded to 10 bits of mantissa, on cards that have TF32
 * @param autotuning whether cuDNN times its algorithms for each new shape and keeps the fastest, which may be another one
 *     in the next process
 * @param deterministic whether only algorithms are used that give the same bits in every run; without autotuning then
 */
public record CudaSettings(boolean tf32, boolean autotuning, boolean deterministic) {
    public static final CudaSettings DEFAULT = new CudaSettings(false, true, false);

    boolean tunes() {
        return autotuning && !deterministic;
    }
}
