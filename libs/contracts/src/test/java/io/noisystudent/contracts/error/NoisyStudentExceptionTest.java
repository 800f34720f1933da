package io.noisystudent.contracts.error;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class NoisyStudentExceptionTest {
    @Test
    void shouldForgeNeitherALineNorACommandOfATerminal() {
        NoisyStudentException forged = new NoisyStudentException(
                ErrorCode.BAD_MESSAGE, "x\n10:00 INFO forged", "why\r\n\u001b[31m\u202edne\u2028");

        assertThat(forged.describe())
                .isEqualTo("BAD_MESSAGE x\\u000a10:00 INFO forged: why\\u000d\\u000a\\u001b[31m\\u202edne\\u2028");
    }

    @Test
    void shouldShowTheEndOfALogInLines() {
        NoisyStudentException failure = new NoisyStudentException(
                ErrorCode.SERVICE_FAILED, "registry", "ended; the end of its log:\none\ntwo\u001b[31m");

        assertThat(failure.describe())
                .isEqualTo("SERVICE_FAILED registry: ended; the end of its log:\none\ntwo\\u001b[31m");
    }

    @Test
    void shouldListTheProblemsOfAConfigurationInLines() {
        NoisyStudentException problems =
                new NoisyStudentException(ErrorCode.CONFIG_INVALID, "pipeline.yaml", "2 problems\n - one\n - two");

        assertThat(problems.describe()).isEqualTo("CONFIG_INVALID pipeline.yaml: 2 problems\n - one\n - two");
    }
}
