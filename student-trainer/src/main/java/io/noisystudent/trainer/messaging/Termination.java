package io.noisystudent.trainer.messaging;

/** Ends a process that cannot work any more, so that its supervisor starts a new one. */
@FunctionalInterface
public interface Termination {
    /** Returns at once; the process ends soon after. */
    void begin(String reason);
}
