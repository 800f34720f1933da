package io.noisystudent.learning.torch;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Whose code convolves and normalizes in training. */
public enum Kernels {
    /** oneDNN directly where it is faster than through libtorch; libtorch elsewhere. */
    AUTO,
    /** libtorch alone. */
    LIBTORCH;

    /** By its name in lower case, as settings give it. */
    public static Optional<Kernels> named(String name) {
        return Arrays.stream(values())
                .filter(kernels -> kernels.name().toLowerCase(Locale.ROOT).equals(name))
                .findFirst();
    }
}
