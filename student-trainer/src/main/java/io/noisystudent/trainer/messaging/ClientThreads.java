package io.noisystudent.trainer.messaging;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.stream.Collectors;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the threads are alive on which the Kafka clients send answers, stay in their group and receive cancellations. An
 * error ends such a thread with no more than a log line, and nothing starts it again: only another process has all of them.
 */
@Liveness
@ApplicationScoped
class ClientThreads implements HealthCheck {
    private static final Logger LOGGER = LoggerFactory.getLogger(ClientThreads.class);
    private static final Set<String> PREFIXES =
            Set.of("kafka-producer-network-thread", "kafka-coordinator-heartbeat-thread", GenerationWatch.NAME);

    private final Set<String> seen = new ConcurrentSkipListSet<>();

    @Override
    public HealthCheckResponse call() {
        Set<String> alive = Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> PREFIXES.stream().anyMatch(name::startsWith))
                .collect(Collectors.toSet());
        seen.addAll(alive);
        Set<String> lost = seen.stream().filter(name -> !alive.contains(name)).collect(Collectors.toSet());
        if (!lost.isEmpty()) {
            LOGGER.error("threads ended by themselves: {}; this trainer has to be started again", lost);
        }
        return HealthCheckResponse.named("client-threads")
                .status(lost.isEmpty())
                .withData("watched", String.join(", ", seen))
                .withData("lost", String.join(", ", lost))
                .build();
    }
}
