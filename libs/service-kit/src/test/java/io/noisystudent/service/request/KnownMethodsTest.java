package io.noisystudent.service.request;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class KnownMethodsTest {
    @Test
    void shouldKeepNoSeriesOfInventedMethods() {
        // Given
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        registry.config().meterFilter(new KnownMethods());

        // When
        for (int i = 0; i < 100; i++) {
            registry.timer("http.server.requests", "method", "M" + i).record(() -> {});
        }
        registry.timer("http.server.requests", "method", "GET").record(() -> {});
        registry.counter("noisystudent.promotions", "method", "by hand").increment();

        // Then
        assertThat(registry.getMeters()).hasSize(2);
    }
}
