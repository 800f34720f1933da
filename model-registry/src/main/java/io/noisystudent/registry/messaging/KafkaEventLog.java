package io.noisystudent.registry.messaging;

import io.noisystudent.contracts.codec.CloudEventHeaders;
import io.noisystudent.contracts.config.PipelineConfig;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.event.ModelEvent;
import io.noisystudent.registry.reconcile.Announcement;
import io.noisystudent.registry.reconcile.EventLog;
import io.smallrye.common.annotation.Identifier;
import io.smallrye.mutiny.TimeoutException;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.MutinyEmitter;
import io.smallrye.reactive.messaging.kafka.api.OutgoingKafkaRecordMetadata;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.jspecify.annotations.Nullable;

/** What the topic of events has, and what is added to it. For one thread at a time; a client in no group needs no end. */
@Singleton
public class KafkaEventLog implements EventLog {
    /** The channel of the events. */
    public static final String CHANNEL = "models";

    private static final Duration POLL = Duration.ofMillis(200);

    private final MutinyEmitter<byte[]> emitter;
    private final Clock clock;
    private final ModelsTopic topic;
    private final TopicPartition partition;
    private final String source;
    private @Nullable Consumer<byte[], byte[]> consumer;

    KafkaEventLog(
            @Channel(CHANNEL) MutinyEmitter<byte[]> emitter,
            @Identifier("default-kafka-broker") Map<String, Object> client,
            PipelineConfig pipeline,
            Clock clock) {
        this.emitter = emitter;
        this.clock = clock;
        this.topic = new ModelsTopic(client, pipeline.name());
        this.partition = topic.partition();
        this.source = "/model-registry/" + pipeline.name();
    }

    @Override
    public Reading readNew() {
        try {
            boolean whole = consumer == null;
            Consumer<byte[], byte[]> open = open();
            long end = topic.end(open);
            if (!whole && open.position(partition, topic.patience()) > end) {
                // The topic was made again: what was read of the former one says nothing about it.
                close();
                whole = true;
                open = open();
            }
            return new Reading(whole, readTo(end, open));
        } catch (KafkaException e) {
            // What was read but not returned is read again.
            close();
            throw unavailable("cannot be read", e);
        }
    }

    @Override
    public void publish(String key, String id, ModelEvent event) {
        publish(List.of(new Announcement(key, id, event)));
    }

    @Override
    public void publish(List<Announcement> announcements) {
        try {
            // All are on their way before the first is waited for; the producer keeps their order.
            Uni.join()
                    .all(announcements.stream().map(this::send).toList())
                    .andFailFast()
                    .await()
                    .atMost(topic.patience());
        } catch (TimeoutException | CompletionException | KafkaException e) {
            close();
            throw unavailable(
                    "does not acknowledge the events from "
                            + announcements.get(0).id() + " on",
                    e);
        }
    }

    private Uni<Void> send(Announcement announcement) {
        OutgoingKafkaRecordMetadata<byte[]> metadata = OutgoingKafkaRecordMetadata.<byte[]>builder()
                .withKey(announcement.key().getBytes(StandardCharsets.UTF_8))
                .withPartition(partition.partition())
                .withHeaders(CloudEventHeaders.of(announcement.event(), announcement.id(), source, clock.instant()))
                .build();
        return emitter.sendMessage(
                Message.of(topic.encode(announcement.event())).addMetadata(metadata));
    }

    private void close() {
        if (consumer != null) {
            consumer.close();
            consumer = null;
        }
    }

    private List<ModelEvent> readTo(long end, Consumer<byte[], byte[]> open) {
        List<ModelEvent> events = new ArrayList<>();
        long deadline = System.nanoTime() + topic.patience().toNanos();
        while (open.position(partition, topic.patience()) < end) {
            for (ConsumerRecord<byte[], byte[]> polled : open.poll(POLL)) {
                topic.event(polled).ifPresent(events::add);
            }
            if (System.nanoTime() > deadline) {
                throw new org.apache.kafka.common.errors.TimeoutException("no end of the topic in sight");
            }
        }
        return events;
    }

    private Consumer<byte[], byte[]> open() {
        if (consumer == null) {
            consumer = topic.consumer();
            consumer.seekToBeginning(List.of(partition));
        }
        return consumer;
    }

    private NoisyStudentException unavailable(String what, Exception cause) {
        return new NoisyStudentException(
                ErrorCode.BROKER_UNAVAILABLE,
                partition.topic(),
                "the topic " + what + " (" + cause.getMessage() + "); events wait in the store until it is back",
                cause);
    }
}
