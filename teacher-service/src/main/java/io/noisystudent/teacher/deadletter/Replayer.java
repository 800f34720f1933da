package io.noisystudent.teacher.deadletter;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.sample.ReplayedFrom;
import io.noisystudent.kafka.topic.TopicSettings;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends originals again, each before the next. Not thread-safe. */
final class Replayer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Replayer.class);
    private static final int PATIENCE_MILLIS = 10_000;

    private final KafkaProducer<byte[], byte[]> producer;
    private final String deadLetters;

    /**
     * @param client properties of a Kafka client
     * @param deadLetters the topic that replays are noted in
     */
    Replayer(Map<String, Object> client, String deadLetters) {
        Map<String, Object> settings = new HashMap<>(client);
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, TopicSettings.MAX_MESSAGE_BYTES);
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, PATIENCE_MILLIS);
        settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, PATIENCE_MILLIS / 2);
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, PATIENCE_MILLIS);
        this.producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
        this.deadLetters = deadLetters;
    }

    /**
     * Sends a record and notes it; returns its new position. Should the note fail, a second replay is recognized in the
     * log itself.
     *
     * @param partition of the dead-letter topic that has the letter
     */
    String send(Original original, int partition) {
        RecordMetadata sent = send(original.replay());
        String position = ReplayedFrom.position(sent.topic(), sent.partition(), sent.offset());
        LOG.info("record={} was sent again as={}", original.origin(), position);
        try {
            send(original.note(deadLetters, partition, position));
        } catch (NoisyStudentException e) {
            LOG.warn("record={} was sent again as={} but not noted: {}", original.origin(), position, e.describe());
        }
        return position;
    }

    private RecordMetadata send(ProducerRecord<byte[], byte[]> record) {
        try {
            return producer.send(record).get();
        } catch (ExecutionException e) {
            throw failure(record, e.getCause() == null ? e : e.getCause());
        } catch (KafkaException e) {
            throw failure(record, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failure(record, e);
        }
    }

    private static NoisyStudentException failure(ProducerRecord<byte[], byte[]> record, Throwable cause) {
        if (cause instanceof RecordTooLargeException) {
            return new NoisyStudentException(
                    ErrorCode.REPLAY_REFUSED,
                    record.topic(),
                    "the record is so large that the header of a replay does not fit; send the file again",
                    cause);
        }
        return new NoisyStudentException(
                ErrorCode.BROKER_UNAVAILABLE,
                record.topic(),
                "the broker does not take the record (" + cause.getMessage() + "); ask again, nothing counts twice",
                cause);
    }

    @Override
    public void close() {
        producer.close(Duration.ofMillis(PATIENCE_MILLIS));
    }
}
