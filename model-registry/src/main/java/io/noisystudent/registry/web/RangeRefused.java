package io.noisystudent.registry.web;

import io.noisystudent.contracts.error.NoisyStudentException;

/** A range outside of an object; the answer must state the object's size. */
final class RangeRefused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final long size;
    private final NoisyStudentException refusal;

    RangeRefused(long size, NoisyStudentException refusal) {
        super(refusal);
        this.size = size;
        this.refusal = refusal;
    }

    long size() {
        return size;
    }

    NoisyStudentException refusal() {
        return refusal;
    }
}
