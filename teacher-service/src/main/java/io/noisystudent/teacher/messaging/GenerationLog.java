package io.noisystudent.teacher.messaging;

import io.noisystudent.contracts.codec.JsonCodec;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.event.GenerationState;
import io.noisystudent.contracts.event.GenerationState.Decided;
import io.noisystudent.contracts.topic.Topics;
import io.noisystudent.teacher.curriculum.Generations;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the compacted log of states, committed ones only, from its beginning: the memory of the curriculum. Not
 * thread-safe.
 */
final class GenerationLog implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(GenerationLog.class);
    private static final Duration WAIT = Duration.ofMillis(200);

    private final JsonCodec<GenerationState> codec = JsonCodec.of(GenerationState.class);
    private final Consumer<byte[], byte[]> consumer;
    private final TopicPartition partition;
    private Generations generations = Generations.NONE;

    GenerationLog(OwnerSettings settings) {
        Map<String, Object> properties = settings.reader();
        // A log that is shorter than it was is another one: what was read of it before does not hold any more.
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        consumer = new KafkaConsumer<>(properties);
        partition = new TopicPartition(settings.topics().generations(), Topics.ORDERED);
        consumer.assign(List.of(partition));
        consumer.seekToBeginning(List.of(partition));
    }

    /** Reads to the end that the log has now. */
    Generations readToEnd() {
        long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
        while (consumer.position(partition) < end) {
            poll();
        }
        return generations;
    }

    /** What was added within a moment, in order. */
    List<GenerationState> poll() {
        List<GenerationState> news = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(WAIT)) {
            try {
                GenerationState state = codec.decode(record.topic(), record.value());
                if (generations.isDecided(state.plan().id()) && !(state instanceof Decided)) {
                    LOG.warn(
                            "offset={} skipped: generation {} is decided, and this record says that it is not",
                            record.offset(),
                            state.plan().id());
                    continue;
                }
                generations = generations.with(state);
                news.add(state);
            } catch (NoisyStudentException e) {
                LOG.warn("offset={} skipped: {}", record.offset(), e.describe());
            }
        }
        return news;
    }

    /** The states read so far. */
    Generations generations() {
        return generations;
    }

    @Override
    public void close() {
        consumer.close();
    }
}
