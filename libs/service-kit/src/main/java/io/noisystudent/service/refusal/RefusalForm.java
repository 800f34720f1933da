package io.noisystudent.service.refusal;

import io.noisystudent.contracts.error.NoisyStudentException;

/** The form of an error answer that a service gives to its clients. */
public interface RefusalForm {
    String mediaType();

    /** The body of the answer. */
    byte[] body(int status, NoisyStudentException reason);
}
