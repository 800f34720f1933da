package io.noisystudent.networks.validation;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;

/** Nothing need be wrong with a node, but only running it tells the shape of its outputs. */
final class UnknownShapeException extends NoisyStudentException {
    private static final long serialVersionUID = 1L;

    UnknownShapeException(ErrorCode code, String node, String message) {
        super(code, node, message);
    }
}
