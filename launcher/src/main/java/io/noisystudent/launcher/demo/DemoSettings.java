package io.noisystudent.launcher.demo;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What a demo shows.
 *
 * @param data null for the built-in glyphs
 * @param config null for the built-in pipeline
 * @param json where the results go as JSON; null for nowhere
 * @param once whether to end after the last decision, rather than stay up until interrupted
 */
public record DemoSettings(
        @Nullable Path data,
        int labelsPerClass,
        @Nullable Path config,
        long seed,
        @Nullable Path json,
        boolean once) {
    public DemoSettings {
        if (labelsPerClass < 1) {
            throw new NoisyStudentException(
                    ErrorCode.DATA_SET, "--labels-per-class", labelsPerClass + " labels; at least 1 is needed");
        }
    }
}
