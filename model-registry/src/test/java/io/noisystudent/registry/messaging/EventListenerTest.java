package io.noisystudent.registry.messaging;

import io.noisystudent.contracts.config.PipelineConfigReader;
import io.noisystudent.registry.reconcile.EventFollower;
import io.noisystudent.registry.reconcile.LookSchedule;
import io.noisystudent.registry.testing.TestRegistry;
import io.noisystudent.testkit.clock.SteppedClock;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.inject.Instance;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.AbstractMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class EventListenerTest {
    @Test
    void shouldListenAgainAfterAnError() {
        // Given
        BrokenSettings client = new BrokenSettings();
        EventListener listener = new EventListener(
                unused(),
                new LookSchedule(new SteppedClock(TestRegistry.NOW), Duration.ofMinutes(1), Duration.ofSeconds(10)),
                client,
                PipelineConfigReader.read(Path.of("src/test/resources/pipeline.yaml")));
        try {
            // When
            listener.start(new StartupEvent());
            // Then
            Awaitility.await().until(() -> client.reads.get() > 1);
        } finally {
            listener.close();
        }
    }

    /** Settings of which no client can be made, since a class is missing. */
    private static final class BrokenSettings extends AbstractMap<String, Object> {
        private final AtomicInteger reads = new AtomicInteger();

        @Override
        public Set<Map.Entry<String, Object>> entrySet() {
            reads.incrementAndGet();
            throw new NoClassDefFoundError("a login module");
        }
    }

    @SuppressWarnings("unchecked")
    private static Instance<EventFollower> unused() {
        return (Instance<EventFollower>) Proxy.newProxyInstance(
                EventListenerTest.class.getClassLoader(),
                new Class<?>[] {Instance.class},
                (proxy, method, arguments) -> {
                    throw new AssertionError(method + " is called");
                });
    }
}
