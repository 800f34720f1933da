package io.noisystudent.launcher.command;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class NoisyStudentTest {
    @Test
    void shouldSayWhatFailedWithACode() {
        assertThat(NoisyStudent.message(new NoisyStudentException(ErrorCode.NOT_FOUND, "pets", "there is none")))
                .isEqualTo("NOT_FOUND pets: there is none");
        assertThat(NoisyStudent.message(new TimeoutException("no answer in 60 s")))
                .startsWith("BROKER_UNAVAILABLE broker: ")
                .contains("no answer in 60 s", "see whether it runs");
        assertThat(NoisyStudent.message(new IllegalStateException("odd"))).startsWith("INTERNAL ");
    }
}
