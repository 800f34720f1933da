package io.noisystudent.launcher.demo;

import io.noisystudent.contracts.codec.JsonCodec;
import io.noisystudent.contracts.codec.PseudoLabelsCodec;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.event.GenerationState;
import io.noisystudent.contracts.event.TrainingProgress;
import io.noisystudent.contracts.topic.Topics;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the topics that tell the loop's story, from their beginning, into a {@link Loop}; not thread-safe. */
final class LoopReader implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LoopReader.class);
    private static final Duration PATIENCE = Duration.ofMillis(200);

    private final JsonCodec<GenerationState> generations = JsonCodec.of(GenerationState.class);
    private final JsonCodec<TrainingProgress> trainings = JsonCodec.of(TrainingProgress.class);
    private final PseudoLabelsCodec pseudoLabels = new PseudoLabelsCodec();
    private final Topics topics;
    private final Loop loop;
    private final KafkaConsumer<byte[], byte[]> consumer;

    /**
     * Connects to a broker that has the topics.
     *
     * @param client properties that lead to the cluster: addresses and security
     */
    LoopReader(Map<String, Object> client, Topics topics, Loop loop) {
        this.topics = topics;
        this.loop = loop;
        Map<String, Object> settings = new HashMap<>(client);
        settings.putAll(Map.of(
                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                "read_committed",
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                false,
                ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG,
                16 * 1024 * 1024));
        this.consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        List<TopicPartition> partitions =
                List.of(topics.generations(), topics.trainingProgress(), topics.pseudoLabels()).stream()
                        .flatMap(topic -> consumer.partitionsFor(topic).stream())
                        .map(info -> new TopicPartition(info.topic(), info.partition()))
                        .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
    }

    /** Takes in what has arrived; waits a moment when there is nothing. Returns whether there was something. */
    boolean poll() {
        ConsumerRecords<byte[], byte[]> records = consumer.poll(PATIENCE);
        for (ConsumerRecord<byte[], byte[]> record : records) {
            try {
                take(record);
            } catch (NoisyStudentException e) {
                LOG.debug("offset={} skipped: {}", record.offset(), e.describe());
            }
        }
        return !records.isEmpty();
    }

    /** Takes in everything that is committed now. */
    void readToEnd() {
        Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
        while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            poll();
        }
    }

    private void take(ConsumerRecord<byte[], byte[]> record) {
        if (record.value() == null) {
            return;
        }
        if (record.topic().equals(topics.generations())) {
            loop.on(generations.decode(record.topic(), record.value()));
        } else if (record.topic().equals(topics.trainingProgress())) {
            loop.on(trainings.decode(record.topic(), record.value()));
        } else {
            loop.on(pseudoLabels.decode(record.topic(), record.value()));
        }
    }

    @Override
    public void close() {
        consumer.close();
    }
}
