package io.noisystudent.trainer.messaging;

import io.noisystudent.contracts.codec.JsonCodec;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.event.GenerationState;
import io.noisystudent.contracts.topic.Topics;
import io.noisystudent.trainer.training.EndedGenerations;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Follows the log of generations on a thread of its own, from its beginning: it is compacted, so it is short. */
public final class GenerationWatch implements Runnable, AutoCloseable {
    /** Of the thread, which {@link ClientThreads} watches. */
    static final String NAME = "generation-watch";

    private static final Logger LOGGER = LoggerFactory.getLogger(GenerationWatch.class);
    private static final Duration WAIT = Duration.ofSeconds(1);
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final JsonCodec<GenerationState> codec = JsonCodec.of(GenerationState.class);
    private final Map<String, Object> settings;
    private final TopicPartition partition;
    private final EndedGenerations ended;
    private @Nullable String obstacle;
    private volatile boolean closed;

    /**
     * A watch that is not started yet.
     *
     * @param client properties of a Kafka client
     * @param topic of the generations
     */
    public GenerationWatch(Map<String, Object> client, String topic, EndedGenerations ended) {
        Map<String, Object> own = new HashMap<>(client);
        own.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        own.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        own.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        own.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        this.settings = Map.copyOf(own);
        this.partition = new TopicPartition(topic, Topics.ORDERED);
        this.ended = ended;
    }

    /** Starts the thread. */
    public void start() {
        Thread thread = new Thread(this, NAME);
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void run() {
        while (!closed) {
            try (KafkaConsumer<byte[], byte[]> consumer =
                    new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
                consumer.assign(List.of(partition));
                consumer.seekToBeginning(List.of(partition));
                while (!closed) {
                    consumer.poll(WAIT).forEach(this::read);
                }
            } catch (KafkaException e) {
                tell(e.toString());
                pause();
            }
        }
    }

    /** Warns when the reason is another one than before: it may last for hours. */
    private void tell(String reason) {
        if (!reason.equals(obstacle)) {
            obstacle = reason;
            LOGGER.warn(
                    "{} cannot be followed, cancellations are not noticed meanwhile: {}", partition.topic(), reason);
        }
    }

    private void read(ConsumerRecord<byte[], byte[]> record) {
        obstacle = null;
        try {
            ended.accept(codec.decode(record.topic(), record.value()));
        } catch (NoisyStudentException e) {
            LOGGER.warn("{} offset={} skipped: {}", partition.topic(), record.offset(), e.describe());
        }
    }

    private void pause() {
        try {
            Thread.sleep(PAUSE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            closed = true;
        }
    }

    /** Ends the thread within a second. */
    @Override
    public void close() {
        closed = true;
    }
}
