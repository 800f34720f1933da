package io.noisystudent.registry.gate;

import io.noisystudent.contracts.registry.ModelVersion;

/** Learned numbers of a version. */
final class ParameterCount {
    /** Bytes of a parameter in single precision. */
    private static final int BYTES = 4;

    private ParameterCount() {}

    /** As its training reported them; of a version that was not trained here, as many as its file has room for. */
    static long of(ModelVersion version) {
        return version.report() == null
                ? (version.size() + BYTES - 1) / BYTES
                : version.report().parameters();
    }
}
