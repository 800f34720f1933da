package io.noisystudent.registry.messaging;

import io.noisystudent.contracts.config.PipelineConfigReader;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

class BrokerTest {
    private final Broker broker = new Broker(
            Map.of("bootstrap.servers", "127.0.0.1:1"),
            PipelineConfigReader.read(Path.of("src/test/resources/pipeline.yaml")));

    @ParameterizedTest
    @EnumSource(names = {"BROKER_UNAVAILABLE", "BROKER_REFUSED", "CONFIG_INVALID", "TOPIC_SETTINGS"})
    void shouldSayThatEventsWaitForTheBroker(ErrorCode code) {
        // Given
        broker.answered();
        // When
        broker.failed(new NoisyStudentException(code, "127.0.0.1:1", "no answer"));
        // Then
        assertThat(broker.trouble().orElseThrow()).contains(code.name(), "no answer");
    }

    @Test
    void shouldNotBlameTheBrokerForAnotherFailure() {
        // Given
        broker.answered();
        // When
        broker.failed(new NoisyStudentException(ErrorCode.STORE_UNAVAILABLE, "models", "it is down"));
        // Then
        assertThat(broker.trouble()).isEmpty();
    }

    @Test
    void shouldReportThatEventsWaitAfterAnUnexpectedError() {
        // Given
        broker.answered();
        // When
        broker.pass(() -> {
            throw new IllegalStateException("a part of a login");
        });
        // Then
        assertThat(broker.trouble()).hasValue("an unexpected java.lang.IllegalStateException, which the log has");
        broker.pass(() -> {});
        assertThat(broker.trouble()).isEmpty();
    }
}
