package io.noisystudent.learning.onednn;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** Whether oneDNN must have generated code for what a test is about. */
final class FastKernels {
    private FastKernels() {}

    /** With AVX-512 it has some for both types; on other processors there may be nothing to compare. */
    static void assume(boolean taken) throws IOException {
        Path processors = Path.of("/proc/cpuinfo");
        boolean certain =
                Files.isReadable(processors) && Files.readString(processors).contains(" avx512bw ");
        assumeTrue(certain || taken, "oneDNN has no fast kernel for this processor");
    }
}
