package io.noisystudent.labeler.config;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import java.util.List;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class StartupTest {
    @Test
    void shouldEndAsAfterAFailureIfOneDeviceFailed() {
        // Given
        NoisyStudentException missing =
                new NoisyStudentException(ErrorCode.DEVICE_UNAVAILABLE, "cuda:0", "not available");
        NoisyStudentException failed =
                new NoisyStudentException(ErrorCode.DEVICE_FAILED, "cuda:1", "the device failed");

        // When
        NoisyStudentException together = Startup.together(List.of(missing, failed));

        // Then
        assertThat(together.code()).isEqualTo(ErrorCode.DEVICE_FAILED);
        assertThat(together.getMessage()).isEqualTo("cuda:0: not available\ncuda:1: the device failed");
        assertThat(Startup.together(List.of(missing)).code()).isEqualTo(ErrorCode.DEVICE_UNAVAILABLE);
    }
}
