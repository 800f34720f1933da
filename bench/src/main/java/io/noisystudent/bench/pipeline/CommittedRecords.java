package io.noisystudent.bench.pipeline;

import io.noisystudent.bench.statistics.NotMeasuredException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** What a service commits to a topic of one partition, from now on. */
final class CommittedRecords implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final TopicPartition partition;

    CommittedRecords(String bootstrapServers, String topic) {
        consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrapServers, "isolation.level", "read_committed"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        partition = new TopicPartition(topic, 0);
        consumer.assign(List.of(partition));
        consumer.seekToEnd(List.of(partition));
        // Seeking is lazy: now is now.
        consumer.position(partition);
    }

    /** Where the next record will be. */
    long position() {
        return consumer.position(partition);
    }

    /** Waits until so many wanted records have come. */
    void await(int count, Predicate<ConsumerRecord<byte[], byte[]>> wanted, MeasuredService service) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        int found = 0;
        while (found < count) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                found += wanted.test(record) ? 1 : 0;
            }
            service.requireAlive();
            if (System.nanoTime() > deadline) {
                throw new NotMeasuredException(
                        found + " of " + count + " answers came in " + PATIENCE.toMinutes() + " min");
            }
        }
    }

    @Override
    public void close() {
        consumer.close();
    }
}
