package io.noisystudent.launcher.stack;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ServiceCommandsTest {
    private static final String DEVICE = "NOISYSTUDENT_LABELER_DEVICE";
    private static final String MODEL_CACHE = "NOISYSTUDENT_LABELER_MODEL_CACHE";

    @TempDir
    private Path root;

    @Test
    void shouldStartALabelerOnCudaWithDevicesOfTheEnvironmentAndTheClustersNumbers() {
        // When
        Map<String, String> settings = commands().labeler(true, Map.of(DEVICE, "CUDA:1,cuda:0", "PATH", "/bin"));

        // Then
        assertThat(settings)
                .hasSize(4)
                .containsEntry(DEVICE, "CUDA:1,cuda:0")
                .containsEntry("NOISYSTUDENT_LABELER_BATCH_SIZE", "256")
                .containsEntry("NOISYSTUDENT_LABELER_THREADS", "4")
                .containsKey(MODEL_CACHE);
        assertThat(commands().labeler(true, Map.of())).containsEntry(DEVICE, "cuda");
        assertThat(commands().labeler(false, Map.of())).containsOnlyKeys(MODEL_CACHE);
        assertThat(commands().labeler(false, Map.of(DEVICE, "cpu"))).containsOnlyKeys(MODEL_CACHE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"cpu", "auto", ""})
    void shouldRefuseAnotherDeviceWithGpu(String device) {
        assertThatThrownBy(() -> commands().labeler(true, Map.of(DEVICE, device)))
                .isInstanceOfSatisfying(NoisyStudentException.class, e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.CONFIG_INVALID);
                    assertThat(e.subject()).isEqualTo(DEVICE);
                    assertThat(e.getMessage()).contains("'" + device + "'", "start without --gpu");
                });
    }

    private ServiceCommands commands() {
        return new ServiceCommands(root, new Home(root), StackPorts.usual(0));
    }
}
