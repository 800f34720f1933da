package io.noisystudent.inference;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import java.util.Arrays;
import java.util.Locale;

/** Where a model runs. */
public enum Device {
    /** CUDA if it loads, else the CPU, with one log line that says why. */
    AUTO,
    /** CUDA or {@code DEVICE_UNAVAILABLE}. */
    CUDA,
    CPU;

    /** Reads a configured value, in any case; {@code CONFIG_INVALID} otherwise. */
    public static Device of(String text) {
        return Arrays.stream(values())
                .filter(device -> device.name().equals(text.toUpperCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> new NoisyStudentException(
                        ErrorCode.CONFIG_INVALID, "device", "device is " + text + "; give auto, cuda or cpu"));
    }
}
