package io.noisystudent.registry.messaging;

import io.noisystudent.contracts.config.PipelineConfig;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.event.ModelEvent;
import io.noisystudent.registry.reconcile.EventFollower;
import io.noisystudent.registry.reconcile.LookSchedule;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.common.annotation.Identifier;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import jakarta.interceptor.Interceptor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Follows the events of other registries on a thread of its own, and reports to the schedule of looks whether it can. */
@Singleton
public class EventListener {
    private static final Logger LOG = LoggerFactory.getLogger(EventListener.class);
    private static final Duration POLL = Duration.ofSeconds(1);
    private static final long PAUSE_MILLIS = 2000;

    private final Instance<EventFollower> follower;
    private final LookSchedule looks;
    private final ModelsTopic topic;
    private final ExecutorService thread = Executors.newSingleThreadExecutor(task -> {
        Thread made = new Thread(task, "event-listener");
        made.setDaemon(true);
        return made;
    });
    private boolean failing;

    /** @param follower made when it is first needed: the store may not be there yet */
    EventListener(
            Instance<EventFollower> follower,
            LookSchedule looks,
            @Identifier("default-kafka-broker") Map<String, Object> client,
            PipelineConfig pipeline) {
        this.follower = follower;
        this.looks = looks;
        this.topic = new ModelsTopic(client, pipeline.name());
    }

    void start(@Observes @Priority(Interceptor.Priority.PLATFORM_AFTER + 1000) StartupEvent event) {
        thread.execute(this::listen);
    }

    @PreDestroy
    void close() {
        thread.shutdownNow();
    }

    private void listen() {
        while (!thread.isShutdown()) {
            try (Consumer<byte[], byte[]> consumer = topic.consumer()) {
                listen(consumer);
            } catch (KafkaException e) {
                missed(e.toString());
            } catch (NoisyStudentException e) {
                missed(e.describe());
            } catch (RuntimeException | Error e) {
                // This thread is not started again.
                LOG.error("events of other registries are not heard for a while", e);
                missed(e.toString());
            }
            pause();
        }
    }

    private void listen(Consumer<byte[], byte[]> consumer) {
        try {
            consumer.seek(topic.partition(), topic.end(consumer));
            heard();
            while (!thread.isShutdown()) {
                hear(consumer);
            }
        } finally {
            // An interrupt ends the listening. Kafka's client would report it as an error if it were still set at its
            // close.
            Thread.interrupted();
        }
    }

    /** Events that come while the store or the broker fails are skipped: the next look at the store finds the same. */
    private void hear(Consumer<byte[], byte[]> consumer) {
        List<ModelEvent> events = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> polled : consumer.poll(POLL)) {
            topic.event(polled).ifPresent(events::add);
        }
        follower.get().follow(events);
        topic.end(consumer);
        heard();
    }

    private void heard() {
        looks.heard();
        if (failing) {
            LOG.info("events of other registries are heard again");
        }
        failing = false;
    }

    private void missed(String reason) {
        looks.missed();
        if (!failing && !thread.isShutdown()) {
            LOG.warn("events of other registries are not heard, the store is looked at often instead {}", reason);
        }
        failing = true;
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
