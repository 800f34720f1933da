package io.noisystudent.registry.upload;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.registry.testing.Api;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class TrialProcessTest {
    private static final Duration RUN = Duration.ofSeconds(60);
    private static final long MEMORY = 2L << 30;

    @TempDir
    private Path directory;

    @Test
    void shouldRunASoundModelInAProcessOfItsOwn() throws Exception {
        Path model = Files.write(directory.resolve("model.onnx"), Api.onnx(1));
        assertThatCode(() -> new TrialProcess(RUN, MEMORY).check(model)).doesNotThrowAnyException();
    }

    @Test
    void shouldSayWhatTheProcessRefused() throws Exception {
        byte[] onnx = Api.onnx(1);
        Path model = Files.write(directory.resolve("model.onnx"), Arrays.copyOf(onnx, onnx.length / 2));
        assertRefused(ErrorCode.NOT_ONNX, "is no ONNX model", new TrialProcess(RUN, MEMORY), model);
    }

    @Test
    void shouldKillAProcessThatTakesTooMuchMemory() throws Exception {
        Path model = Files.write(directory.resolve("model.onnx"), Api.onnx(1));
        // A Java of its own needs more than this.
        assertRefused(ErrorCode.TRIAL_RUN_FAILED, "bytes of memory", new TrialProcess(RUN, 16L << 20), model);
    }

    @Test
    void shouldKillAProcessThatDoesNotEnd() throws Exception {
        Path model = Files.write(directory.resolve("model.onnx"), Api.onnx(1));
        assertRefused(
                ErrorCode.TRIAL_RUN_FAILED,
                "did not end within",
                new TrialProcess(Duration.ofMillis(1), Duration.ZERO, MEMORY),
                model);
    }

    @Test
    void shouldFindTheJarsOfThePackagedService() {
        assertThat(TrialProcess.classPath(
                        Path.of("/opt/registry/quarkus-run.jar").toString()))
                .isEqualTo("/opt/registry/app/*" + File.pathSeparator + "/opt/registry/lib/main/*" + File.pathSeparator
                        + "/opt/registry/lib/boot/*");
        assertThat(TrialProcess.classPath("a.jar" + File.pathSeparator + "quarkus-run.jar"))
                .isEqualTo("a.jar" + File.pathSeparator + "quarkus-run.jar");
    }

    private static void assertRefused(ErrorCode code, String why, Trial trial, Path model) {
        assertThatThrownBy(() -> trial.check(model))
                .isInstanceOfSatisfying(
                        NoisyStudentException.class, e -> assertThat(e.code()).isEqualTo(code))
                .hasMessageContaining(why);
    }
}
