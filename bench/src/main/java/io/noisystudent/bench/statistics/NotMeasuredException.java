package io.noisystudent.bench.statistics;

/** A contender cannot take part on this machine; the message says why, and the others go on. */
public final class NotMeasuredException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public NotMeasuredException(String reason) {
        super(reason);
    }
}
