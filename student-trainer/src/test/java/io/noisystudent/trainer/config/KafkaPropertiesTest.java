package io.noisystudent.trainer.config;

import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Map;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class KafkaPropertiesTest {
    @Test
    void shouldTakeAddressesAndSecurityFromVariablesAndProperties() {
        // Given
        SmallRyeConfigBuilder settings = new SmallRyeConfigBuilder()
                .withSources(new EnvConfigSource(
                        Map.of(
                                "KAFKA_BOOTSTRAP_SERVERS", "kafka:9093",
                                "KAFKA_SECURITY_PROTOCOL", "SSL",
                                "PATH", "/bin"),
                        300))
                .withSources(
                        new PropertiesConfigSource(Map.of("kafka.ssl.keystore.location", "/run/key.pem"), "test", 400));

        // Then
        assertThat(KafkaProperties.of(settings.build()))
                .containsOnly(
                        Map.entry("bootstrap.servers", "kafka:9093"),
                        Map.entry("security.protocol", "SSL"),
                        Map.entry("ssl.keystore.location", "/run/key.pem"));
    }
}
