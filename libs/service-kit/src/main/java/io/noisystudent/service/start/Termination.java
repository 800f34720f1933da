package io.noisystudent.service.start;

/** Ends a process that cannot work any more, so that its supervisor starts a new one. */
@FunctionalInterface
public interface Termination {
    /** Returns at once; the process ends soon after. Later reasons follow from the first and are ignored. */
    void begin(String reason);
}
