package io.noisystudent.registry.web;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import org.jspecify.annotations.Nullable;

/** The framework hands an empty body, and the word null, over as null. */
final class Bodies {
    private Bodies() {}

    /** The body; {@code BAD_REQUEST} if there is none. */
    static <T> T require(@Nullable T body) {
        if (body == null) {
            throw new NoisyStudentException(
                    ErrorCode.BAD_REQUEST, "body", "the body is empty; a JSON object is needed, see /q/openapi");
        }
        return body;
    }
}
