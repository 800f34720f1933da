package io.noisystudent.kafka.topic;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class TopicAdminTest {
    @Test
    void shouldSayThatNoBrokerAnswers() throws IOException {
        // Given
        String closed;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            closed = "127.0.0.1:" + socket.getLocalPort();
        }
        Map<String, Object> client =
                Map.of("bootstrap.servers", closed, "default.api.timeout.ms", 300, "request.timeout.ms", 200);

        // When / Then
        assertThatExceptionOfType(NoisyStudentException.class)
                .isThrownBy(() -> TopicAdmin.ensure(client, Pipelines.named("digits"), Duration.ofMillis(300)))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.BROKER_UNAVAILABLE))
                .withMessageContaining(closed)
                .withMessageContaining("kafka.bootstrap.servers");
    }

    @Test
    void shouldTakeAHostWithoutAnAddressForABrokerThatIsAway() {
        assertThatExceptionOfType(NoisyStudentException.class)
                .isThrownBy(() -> TopicAdmin.ensure(
                        Map.of("bootstrap.servers", "kafka.invalid:9092"),
                        Pipelines.named("digits"),
                        Duration.ofMillis(300)))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.BROKER_UNAVAILABLE))
                .withMessageContaining("kafka.invalid:9092");
    }

    @ParameterizedTest
    @ValueSource(strings = {"kafka.invalid", "kafka.invalid:9092,kafka.invalid", "kafka.invalid:port", ""})
    void shouldSayAtOnceThatAServerHasNoPort(String servers) {
        assertThatExceptionOfType(NoisyStudentException.class)
                .isThrownBy(() -> TopicAdmin.ensure(
                        Map.of("bootstrap.servers", servers), Pipelines.named("digits"), Duration.ofMinutes(5)))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.BROKER_REFUSED))
                .withMessageContaining("kafka.bootstrap.servers (host:port, ...)");
    }

    @Test
    void shouldSayAtOnceThatTheSettingsAreWrong() {
        Map<String, Object> client = Map.of(
                "bootstrap.servers", "127.0.0.1:1",
                "security.protocol", "SASL_PLAINTEXT",
                "sasl.mechanism", "SCRAM-SHA-512",
                "sasl.jaas.config", "o.a.k.ScramLoginModule hunter2 password=hunter2;");

        assertThatExceptionOfType(NoisyStudentException.class)
                .isThrownBy(() -> TopicAdmin.ensure(client, Pipelines.named("digits"), Duration.ofMinutes(5)))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.BROKER_REFUSED))
                .withMessageContaining("kafka.sasl")
                .withMessageNotContaining("hunter2");
    }
}
