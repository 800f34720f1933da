package io.noisystudent.bench;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.inference.Device;

/** The device of a measurement. */
final class MeasuredDevice {
    private MeasuredDevice() {}

    /** @throws NoisyStudentException {@code CONFIG_INVALID} for a device that the program would have to choose */
    static Device of(String name) {
        Device device = Device.of(name);
        if (device == Device.AUTO) {
            throw new NoisyStudentException(
                    ErrorCode.CONFIG_INVALID, "device", "a measurement names its device: give cuda or cpu");
        }
        return device;
    }
}
