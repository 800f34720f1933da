package io.noisystudent.registry.messaging;

import io.noisystudent.contracts.error.ErrorCode;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ModelsTopicTest {
    @Test
    void shouldNotLetTheBrokerCreateTheTopic() {
        // Given
        ModelsTopic topic = new ModelsTopic(Map.of("bootstrap.servers", "127.0.0.1:1"), "digits");
        // When, Then
        assertThat(topic.properties())
                .containsEntry(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false)
                .containsEntry("bootstrap.servers", "127.0.0.1:1");
    }

    @Test
    void shouldWaitAsLongAsEveryClientIsConfiguredTo() {
        assertThat(ModelsTopic.patience(Map.of())).isEqualTo(Duration.ofSeconds(20));
        assertThat(ModelsTopic.patience(Map.of("default.api.timeout.ms", "1500")))
                .isEqualTo(Duration.ofMillis(1500));
        assertThatThrownBy(() -> ModelsTopic.patience(Map.of("default.api.timeout.ms", "soon")))
                .hasFieldOrPropertyWithValue("code", ErrorCode.CONFIG_INVALID)
                .hasFieldOrPropertyWithValue("subject", "kafka.default.api.timeout.ms");
    }
}
