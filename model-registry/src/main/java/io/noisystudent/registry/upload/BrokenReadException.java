package io.noisystudent.registry.upload;

import io.noisystudent.contracts.error.NoisyStudentException;
import java.io.IOException;

/** A stored file ended early, or is not the file that was uploaded: what was read of it so far is not to be used. */
public final class BrokenReadException extends IOException {
    private static final long serialVersionUID = 1;

    private final NoisyStudentException refusal;

    BrokenReadException(NoisyStudentException refusal) {
        super(refusal.describe(), refusal);
        this.refusal = refusal;
    }

    /** {@code OBJECT_DAMAGED} or {@code STORE_UNAVAILABLE}, with the key. */
    public NoisyStudentException refusal() {
        return refusal;
    }
}
