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
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;

/** Topics of one partition each, without a broker. */
public final class InMemoryLog implements RangeSource {
    private final Map<String, List<ConsumerRecord<byte[], byte[]>>> topics = new HashMap<>();

    /** Appends a record and gives its offset. */
    public long append(String topic, @Nullable String key, byte @Nullable [] value, Map<String, String> headers) {
        List<ConsumerRecord<byte[], byte[]>> records = topics.computeIfAbsent(topic, name -> new ArrayList<>());
        Headers all = new RecordHeaders();
        headers.forEach((name, text) -> all.add(name, text.getBytes(StandardCharsets.UTF_8)));
        long offset = records.size();
        records.add(new ConsumerRecord<>(
                topic,
                0,
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

    /** Everything so far. */
    public LogRange all(String topic) {
        return new LogRange(topic, 0, 0, topics.getOrDefault(topic, List.of()).size());
    }

    @Override
    public void read(LogRange range, Consumer<ConsumerRecord<byte[], byte[]>> handler) {
        topics.getOrDefault(range.topic(), List.of()).stream()
                .filter(record -> record.offset() >= range.from() && record.offset() < range.to())
                .forEach(handler);
    }
}
