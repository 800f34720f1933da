package io.noisystudent.inference;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What is opened instead, with names in the place of sessions: CUDA is not where tests run. */
class SessionsTest {
    private static final Set<ErrorCode> A_CPU_HELPS =
            EnumSet.of(ErrorCode.DEVICE_UNAVAILABLE, ErrorCode.DEVICE_MEMORY, ErrorCode.DEVICE_FAILED);
    private static final Set<ErrorCode> TF32_DOES_NOT_HELP =
            EnumSet.of(ErrorCode.DEVICE_MEMORY, ErrorCode.DEVICE_FAILED);

    @ParameterizedTest
    @EnumSource
    void shouldGoToTheCpuForWhatIsWrongWithADevice(ErrorCode code) {
        NoisyStudentException refusal = new NoisyStudentException(code, "cuda:0", "detail");

        if (A_CPU_HELPS.contains(code)) {
            assertThat(Sessions.orOnCpu(() -> refuse(refusal), () -> "cpu")).isEqualTo("cpu");
        } else {
            assertThatThrownBy(() -> Sessions.orOnCpu(() -> refuse(refusal), () -> "cpu"))
                    .isSameAs(refusal);
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldOpenAModelAsItIsWhereItsConversionIsRefused(ErrorCode code) {
        NoisyStudentException refusal = new NoisyStudentException(code, "graph", "detail");

        if (TF32_DOES_NOT_HELP.contains(code)) {
            assertThatThrownBy(() -> Sessions.orInTf32("model", () -> Optional.of(refuse(refusal)), () -> "tf32"))
                    .isSameAs(refusal);
        } else {
            assertThat(Sessions.orInTf32("model", () -> Optional.of(refuse(refusal)), () -> "tf32"))
                    .isEqualTo("tf32");
        }
    }

    @Test
    void shouldKeepWhatCanBeOpened() {
        assertThat(Sessions.orOnCpu(() -> "cuda", () -> "cpu")).isEqualTo("cuda");
        assertThat(Sessions.orInTf32("model", () -> Optional.of("fp16"), () -> "tf32"))
                .isEqualTo("fp16");
        assertThat(Sessions.orInTf32("model", Optional::empty, () -> "tf32")).isEqualTo("tf32");
    }

    private static String refuse(NoisyStudentException refusal) {
        throw refusal;
    }
}
