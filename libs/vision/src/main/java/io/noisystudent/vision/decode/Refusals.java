package io.noisystudent.vision.decode;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;

/** One place that words how a value is refused. */
final class Refusals {
    private Refusals() {}

    static NoisyStudentException image(ErrorCode code, String subject, String message) {
        return new NoisyStudentException(code, subject, message);
    }

    static NoisyStudentException truncated(String subject, int bytes, String missing) {
        return image(
                ErrorCode.TRUNCATED_IMAGE,
                subject,
                "the value ends after " + bytes + " bytes, before " + missing + "; send the complete file");
    }

    static NoisyStudentException undecodable(String subject, String message) {
        return image(ErrorCode.UNDECODABLE_IMAGE, subject, message);
    }

    static NoisyStudentException array(String message) {
        return image(ErrorCode.BAD_ARRAY, "npy", message);
    }
}
