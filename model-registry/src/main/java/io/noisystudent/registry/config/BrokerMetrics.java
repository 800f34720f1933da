package io.noisystudent.registry.config;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.noisystudent.registry.messaging.Broker;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/** Whether events are published. */
@Singleton
public class BrokerMetrics {
    private final MeterRegistry meters;
    private final Broker broker;

    BrokerMetrics(MeterRegistry meters, Broker broker) {
        this.meters = meters;
        this.broker = broker;
    }

    void register(@Observes StartupEvent event) {
        Gauge.builder(
                        "noisystudent.registry.broker.available",
                        broker,
                        asked -> asked.trouble().isEmpty() ? 1 : 0)
                .description("1 while events are published, 0 while they wait for the broker")
                .register(meters);
    }
}
