package io.noisystudent.testkit.kafka;

import io.noisystudent.contracts.log.LogRange;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;

/** Topics without a broker; a service's tests read them through its own port. */
public class InMemoryLog {
    private static final long FIRST_TIMESTAMP = 1_700_000_000_000L;

    private final Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> partitions = new HashMap<>();

    /** Appends a record to a topic's first partition and gives its offset. */
    public long append(String topic, @Nullable String key, byte @Nullable [] value, Map<String, String> headers) {
        return append(topic, 0, key, value, headers);
    }

    /** Appends a record and gives its offset. */
    public long append(
            String topic, int partition, @Nullable String key, byte @Nullable [] value, Map<String, String> headers) {
        List<ConsumerRecord<byte[], byte[]>> records =
                partitions.computeIfAbsent(new TopicPartition(topic, partition), name -> new ArrayList<>());
        Headers all = new RecordHeaders();
        headers.forEach((name, text) -> all.add(name, text.getBytes(StandardCharsets.UTF_8)));
        byte[] keyBytes = key == null ? null : key.getBytes(StandardCharsets.UTF_8);
        long offset = records.size();
        records.add(new ConsumerRecord<>(
                topic,
                partition,
                offset,
                FIRST_TIMESTAMP + offset,
                TimestampType.CREATE_TIME,
                keyBytes == null ? -1 : keyBytes.length,
                value == null ? -1 : value.length,
                keyBytes,
                value,
                all,
                Optional.empty()));
        return offset;
    }

    /** Everything so far in a topic's first partition. */
    public LogRange all(String topic) {
        return all(topic, 0);
    }

    /** Everything so far in a partition. */
    public LogRange all(String topic, int partition) {
        return new LogRange(topic, partition, 0, of(topic, partition).size());
    }

    /** The records of a range, in order. */
    public List<ConsumerRecord<byte[], byte[]>> records(LogRange range) {
        return of(range.topic(), range.partition()).stream()
                .filter(record -> record.offset() >= range.from() && record.offset() < range.to())
                .toList();
    }

    private List<ConsumerRecord<byte[], byte[]>> of(String topic, int partition) {
        return partitions.getOrDefault(new TopicPartition(topic, partition), List.of());
    }
}
