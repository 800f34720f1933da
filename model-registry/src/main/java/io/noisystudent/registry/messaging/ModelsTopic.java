package io.noisystudent.registry.messaging;

import io.noisystudent.contracts.codec.JsonCodec;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.event.ModelEvent;
import io.noisystudent.contracts.topic.Topics;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The topic {@code <p>.models}, written by the registries alone: its first partition, even if others are added. */
final class ModelsTopic {
    private static final Logger LOG = LoggerFactory.getLogger(ModelsTopic.class);
    private static final JsonCodec<ModelEvent> CODEC = JsonCodec.of(ModelEvent.class);

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Map<String, Object> client;
    private final TopicPartition partition;

    /** @param client settings of every client of the broker */
    ModelsTopic(Map<String, Object> client, String pipeline) {
        this.client = client;
        this.partition = new TopicPartition(new Topics(pipeline).models(), Topics.ORDERED);
    }

    /**
     * How long an answer of the broker may take: 20 seconds, unless the settings of every client say otherwise.
     *
     * @throws NoisyStudentException {@code CONFIG_INVALID} if they say no number
     */
    static Duration patience(Map<String, Object> client) {
        Object millis = client.get(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG);
        try {
            return millis == null ? PATIENCE : positive(millis.toString());
        } catch (NumberFormatException e) {
            throw new NoisyStudentException(
                    ErrorCode.CONFIG_INVALID,
                    "kafka." + ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                    "'" + millis + "' is no positive number of milliseconds",
                    e);
        }
    }

    private static Duration positive(String millis) {
        int value = Integer.parseInt(millis);
        if (value <= 0) {
            throw new NumberFormatException(millis);
        }
        return Duration.ofMillis(value);
    }

    Duration patience() {
        return patience(client);
    }

    TopicPartition partition() {
        return partition;
    }

    /** A consumer of that partition, in no group: every registry reads everything. */
    Consumer<byte[], byte[]> consumer() {
        Consumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(properties(), new ByteArrayDeserializer(), new ByteArrayDeserializer());
        consumer.assign(List.of(partition));
        return consumer;
    }

    Map<String, Object> properties() {
        Map<String, Object> properties = new HashMap<>(client);
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        properties.put(ConsumerConfig.GROUP_ID_CONFIG, null);
        // The broker would make the topic with settings of its own, before TopicAdmin makes it with ours.
        properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        return properties;
    }

    /** Where the next event will be. A poll does not tell an idle broker from one that is away; this does. */
    long end(Consumer<byte[], byte[]> consumer) {
        Long end = consumer.endOffsets(List.of(partition), patience()).get(partition);
        if (end == null) {
            throw new TimeoutException("no end of " + partition);
        }
        return end;
    }

    byte[] encode(ModelEvent event) {
        return CODEC.encode(event);
    }

    /** The event of a record; empty, and noted, for a record that is no event: it must not keep others from being read. */
    Optional<ModelEvent> event(ConsumerRecord<byte[], byte[]> polled) {
        try {
            return Optional.of(CODEC.decode(partition.topic(), polled.value()));
        } catch (NoisyStudentException e) {
            LOG.warn("not an event offset={} {}", polled.offset(), e.describe());
            return Optional.empty();
        }
    }
}
