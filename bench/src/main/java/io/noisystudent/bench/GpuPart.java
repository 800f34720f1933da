package io.noisystudent.bench;

/** One of the parts of {@link GpuCommand}. */
@FunctionalInterface
interface GpuPart {
    /**
     * Measures and prints.
     *
     * @return whether everything that has to hold did
     */
    boolean run(Report report) throws Exception;
}
