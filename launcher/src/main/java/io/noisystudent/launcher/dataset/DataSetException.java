package io.noisystudent.launcher.dataset;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The images cannot be used as they lie. */
final class DataSetException extends NoisyStudentException {
    private static final long serialVersionUID = 1L;

    DataSetException(Path where, String message) {
        this(where, message, null);
    }

    DataSetException(Path where, String message, @Nullable Throwable cause) {
        super(ErrorCode.DATA_SET, where.toString(), message, cause);
    }
}
