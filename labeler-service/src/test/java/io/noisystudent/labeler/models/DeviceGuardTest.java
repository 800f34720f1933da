package io.noisystudent.labeler.models;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class DeviceGuardTest {
    private static final Set<ErrorCode> FATAL_TO_A_RUN = EnumSet.of(ErrorCode.DEVICE_FAILED, ErrorCode.DEVICE_MEMORY);

    private final List<NoisyStudentException> ends = new ArrayList<>();
    private final DeviceGuard guard = new DeviceGuard(Optional.empty(), ends::add);

    @ParameterizedTest
    @EnumSource
    void shouldEndTheProcessForWhatTheDeviceDoesAlone(ErrorCode code) {
        // Given
        NoisyStudentException failure = new NoisyStudentException(code, "cuda:0", "detail");

        // When, Then: the task hears of it as well
        assertThatThrownBy(() -> guard.running(() -> fail(failure))).isSameAs(failure);
        assertThat(ends).hasSize(FATAL_TO_A_RUN.contains(code) ? 1 : 0);
        assertThat(guard.isLost()).isEqualTo(FATAL_TO_A_RUN.contains(code));
        assertThatThrownBy(() -> guard.opening(() -> fail(failure))).isSameAs(failure);
        assertThat(ends).hasSize(code == ErrorCode.DEVICE_FAILED ? 2 : FATAL_TO_A_RUN.contains(code) ? 1 : 0);
    }

    @Test
    void shouldOpenNothingWhereTheDeviceFailedTooOften() {
        NoisyStudentException reason = new NoisyStudentException(ErrorCode.DEVICE_FAILED, "device", "3 processes");
        DeviceGuard barred = new DeviceGuard(Optional.of(reason), ends::add);

        assertThatThrownBy(() -> barred.opening(() -> {
                    throw new AssertionError("it was opened");
                }))
                .isSameAs(reason);
        assertThat(ends).as("the process serves its health").isEmpty();
    }

    private static Void fail(NoisyStudentException failure) {
        throw failure;
    }
}
