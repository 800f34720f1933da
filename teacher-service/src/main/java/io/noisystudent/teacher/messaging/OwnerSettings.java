package io.noisystudent.teacher.messaging;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.topic.Topics;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.RangeAssignor;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * How the owner talks to Kafka.
 *
 * @param topics of the pipeline
 * @param client properties that all clients share: addresses and security
 * @param tick how often the world is looked at; after five of them failed work is tried again
 * @param passedAfter for how long work has to be passed without answers before none is waited for
 */
public record OwnerSettings(Topics topics, Map<String, Object> client, Duration tick, Duration passedAfter) {
    /** The owner of the curriculum is gone when its broker has not heard of it for so long. */
    private static final int SESSION_MILLIS = 6_000;

    private static final int HEARTBEAT_MILLIS = 1_500;
    private static final int TRANSACTION_MILLIS = 30_000;

    public OwnerSettings {
        client = Map.copyOf(client);
        if (passedAfter.isZero() || passedAfter.isNegative()) {
            throw new NoisyStudentException(
                    ErrorCode.CONFIG_INVALID,
                    "noisystudent.curriculum.passed-after",
                    "is " + passedAfter + "; it must be longer than nothing, like 60s");
        }
    }

    /** Without the properties of clients, of which some are passwords. */
    @Override
    public String toString() {
        return "OwnerSettings[" + topics + ", " + tick + ", " + passedAfter + "]";
    }

    /** What the owner reads: range assignment gives the first partition of each of them to the same member. */
    List<String> inputs() {
        return List.of(topics.labelingProgress(), topics.evaluations(), topics.trainingProgress(), topics.models());
    }

    Map<String, Object> consumer() {
        Map<String, Object> properties = new HashMap<>(reader());
        properties.put(ConsumerConfig.GROUP_ID_CONFIG, topics.pipeline() + "-teacher");
        properties.put(ConsumerConfig.GROUP_PROTOCOL_CONFIG, "classic");
        properties.put(ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG, RangeAssignor.class.getName());
        properties.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, SESSION_MILLIS);
        properties.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, HEARTBEAT_MILLIS);
        return properties;
    }

    /** For reading without a group. */
    Map<String, Object> reader() {
        Map<String, Object> properties = new HashMap<>(client);
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        properties.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class.getName());
        properties.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class.getName());
        return properties;
    }

    /**
     * One transactional id for all instances: who becomes the owner ends the transaction of the one before at once, and
     * whatever that one still writes is refused.
     */
    Map<String, Object> producer() {
        Map<String, Object> properties = new HashMap<>(client);
        properties.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, topics.pipeline() + "-teacher");
        properties.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, TRANSACTION_MILLIS);
        properties.put(ProducerConfig.ACKS_CONFIG, "all");
        properties.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        properties.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, 8 * 1024 * 1024);
        properties.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class.getName());
        properties.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class.getName());
        return properties;
    }
}
