package io.noisystudent.contracts.codec;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import org.jspecify.annotations.Nullable;

/** The one form in which codecs refuse a message. */
final class BadMessages {
    private BadMessages() {}

    static NoisyStudentException refused(String topic, Class<?> type, String why, @Nullable Throwable cause) {
        return new NoisyStudentException(
                ErrorCode.BAD_MESSAGE,
                topic,
                "a record of " + topic + " is no " + type.getSimpleName() + ": " + why
                        + "; check which program writes to this topic",
                cause);
    }

    static byte[] present(String topic, Class<?> type, byte @Nullable [] value) {
        if (value == null || value.length == 0) {
            throw refused(topic, type, "its value is empty", null);
        }
        return value;
    }
}
