package io.noisystudent.bench.worker;

import io.noisystudent.learning.torch.Precision;
import java.util.Locale;

/** The products of a training: its precision, and on a card whether float32 may be TF32. */
public enum Arithmetic {
    FP32(Precision.FP32),
    TF32(Precision.FP32),
    BF16(Precision.BF16),
    FP16(Precision.FP16);

    private final Precision precision;

    Arithmetic(Precision precision) {
        this.precision = precision;
    }

    /** By its name in lower case. */
    public static Arithmetic of(String name) {
        return valueOf(name.toUpperCase(Locale.ROOT));
    }

    Precision precision() {
        return precision;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
