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
 * @param seed of data, labels and trainings; null for 1, and for what the user's pipeline says about trainings
 * @param json where the results go as JSON; null for nowhere
 * @param once whether to end after the last decision, rather than stay up until interrupted
 * @param gpu whether to label on CUDA
 */
public record DemoSettings(
        @Nullable Path data,
        int labelsPerClass,
        @Nullable Path config,
        @Nullable Long seed,
        @Nullable Path json,
        boolean once,
        boolean gpu) {
    private static final long DEFAULT_SEED = 1;

    public DemoSettings {
        if (labelsPerClass < 1) {
            throw new NoisyStudentException(
                    ErrorCode.DATA_SET, "--labels-per-class", labelsPerClass + " labels; at least 1 is needed");
        }
    }

    /** Of the images and of the choice of labels. */
    long dataSeed() {
        return seed == null ? DEFAULT_SEED : seed;
    }

    /** Of the trainings. */
    long trainingSeed(long configured) {
        return config == null || seed != null ? dataSeed() : configured;
    }
}
