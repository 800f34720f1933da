package io.noisystudent.registry.upload;

import io.noisystudent.inference.TrialRun;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** Runs an uploaded model for the first time. */
public interface Trial {
    /**
     * Runs it on images of noise.
     *
     * @param model an ONNX file that was read and found well-formed
     * @throws io.noisystudent.contracts.error.NoisyStudentException {@code TRIAL_RUN_FAILED} and what reading refuses
     */
    void check(Path model);

    /** Within this process: a runtime that crashes takes the registry with it. */
    static Trial inThisProcess(Duration limit) {
        return model -> {
            try {
                TrialRun.check(Files.readAllBytes(model), limit);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        };
    }
}
