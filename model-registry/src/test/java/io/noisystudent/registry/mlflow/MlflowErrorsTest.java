package io.noisystudent.registry.mlflow;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import jakarta.ws.rs.core.Response;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

class MlflowErrorsTest {
    @ParameterizedTest
    @EnumSource(names = {"DISK_FULL", "OUT_OF_MEMORY"})
    void shouldNotBlameTheRequestForAFullRegistry(ErrorCode code) {
        try (Response answer = MlflowErrors.answer(new NoisyStudentException(code, "digits", "there is no room"))) {
            assertThat(answer.getStatus()).isEqualTo(507);
            assertThat(answer.getEntity().toString()).contains("RESOURCE_EXHAUSTED", "digits: there is no room");
        }
    }
}
