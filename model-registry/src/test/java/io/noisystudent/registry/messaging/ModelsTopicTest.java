package io.noisystudent.registry.messaging;

import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ModelsTopicTest {
    @Test
    void shouldLeaveTheTopicToWhoMakesItWithItsSettings() {
        // Given
        ModelsTopic topic = new ModelsTopic(Map.of("bootstrap.servers", "127.0.0.1:1"), "digits");
        // When, Then
        assertThat(topic.properties())
                .containsEntry(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false)
                .containsEntry("bootstrap.servers", "127.0.0.1:1");
    }
}
