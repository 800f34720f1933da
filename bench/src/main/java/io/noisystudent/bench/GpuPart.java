package io.noisystudent.bench;

import java.util.List;

/** One of the parts of {@link GpuCommand}. */
@FunctionalInterface
interface GpuPart {
    /**
     * Measures and prints.
     *
     * @return what has to hold; one that does not is a failure of the command
     */
    List<Check> run(Report report) throws Exception;
}
