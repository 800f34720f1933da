package io.noisystudent.storage;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import org.jspecify.annotations.Nullable;

/**
 * A write was sent and no clear answer came back: it may have been applied, may yet be, or never will.
 *
 * <p>The writer must neither repeat the write blindly nor clean up after it. It reads the key back and compares with
 * what it wrote (a nonce in the object makes that certain). The subject is the key.
 */
public final class OutcomeUnknownException extends NoisyStudentException {
    private static final long serialVersionUID = 1L;

    public OutcomeUnknownException(String key, String message, @Nullable Throwable cause) {
        super(ErrorCode.STORE_UNAVAILABLE, key, message, cause);
    }
}
