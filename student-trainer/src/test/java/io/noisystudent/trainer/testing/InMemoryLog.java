package io.noisystudent.trainer.testing;

import io.noisystudent.contracts.log.LogRange;
import io.noisystudent.trainer.dataset.RangeSource;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;

/** Topics without a broker; of one partition each, unless another is named. */
public final class InMemoryLog implements RangeSource {
    private final Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> partitions = new HashMap<>();

    /** Appends a record to partition 0 and gives its offset. */
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
        long offset = records.size();
        records.add(new ConsumerRecord<>(
                topic,
                partition,
                offset,
                offset,
                TimestampType.CREATE_TIME,
                -1,
                -1,
                key == null ? null : key.getBytes(StandardCharsets.UTF_8),
                value,
                all,
                Optional.empty()));
        return offset;
    }

    /** Everything so far in partition 0. */
    public LogRange all(String topic) {
        return all(topic, 0);
    }

    /** Everything so far in a partition. */
    public LogRange all(String topic, int partition) {
        return new LogRange(topic, partition, 0, records(topic, partition).size());
    }

    private List<ConsumerRecord<byte[], byte[]>> records(String topic, int partition) {
        return partitions.getOrDefault(new TopicPartition(topic, partition), List.of());
    }

    @Override
    public void read(LogRange range, Consumer<ConsumerRecord<byte[], byte[]>> handler) {
        records(range.topic(), range.partition()).stream()
                .filter(record -> record.offset() >= range.from() && record.offset() < range.to())
                .forEach(handler);
    }
}
