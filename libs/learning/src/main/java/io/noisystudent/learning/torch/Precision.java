package io.noisystudent.learning.torch;

import java.util.Arrays;
import java.util.Optional;

/** The arithmetic of convolutions and matrix products in training; evaluation is always float32. */
public enum Precision {
    /** Whichever a probe at the start finds faster on this machine; the result says which. */
    AUTO,
    FP32,
    /** bfloat16 products, float32 weights and statistics. */
    BF16,
    /** float16 products, float32 weights and statistics, with a scaled loss; on cards only. */
    FP16;

    /** The one of this name, if there is one. */
    public static Optional<Precision> named(String name) {
        return Arrays.stream(values())
                .filter(precision -> precision.name().equals(name))
                .findFirst();
    }
}
