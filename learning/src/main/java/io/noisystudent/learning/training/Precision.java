package io.noisystudent.learning.training;

/** The arithmetic of convolutions and matrix products in training; evaluation is always float32. */
public enum Precision {
    /** Whichever a probe at the start finds faster on this machine; the result says which. */
    AUTO,
    FP32,
    /** bfloat16 products, float32 weights and statistics. */
    BF16
}
