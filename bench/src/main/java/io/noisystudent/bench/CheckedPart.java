package io.noisystudent.bench;

import java.util.function.Consumer;

/** A part of a command that looks whether something holds. */
@FunctionalInterface
interface CheckedPart {
    /**
     * Measures and prints.
     *
     * @param checks takes what has to hold as soon as it is known, so that a failure later on does not lose it
     */
    void run(Report report, Consumer<Check> checks) throws Exception;
}
