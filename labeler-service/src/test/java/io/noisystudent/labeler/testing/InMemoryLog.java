package io.noisystudent.labeler.testing;

import io.noisystudent.contracts.log.LogRange;
import io.noisystudent.labeler.stages.RangeSource;
import io.noisystudent.labeler.stages.RecordStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;

/** One partition of a log, without a broker. */
public final class InMemoryLog implements RangeSource {
    private final String topic;
    private final List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();

    public InMemoryLog(String topic) {
        this.topic = topic;
    }

    /** Appends a record and gives its offset. */
    public long append(@Nullable String key, byte @Nullable [] value, Map<String, String> headers) {
        Headers all = new RecordHeaders();
        headers.forEach((name, text) -> all.add(name, text.getBytes(StandardCharsets.UTF_8)));
        byte[] keyBytes = key == null ? null : key.getBytes(StandardCharsets.UTF_8);
        long offset = records.size();
        records.add(new ConsumerRecord<>(
                topic,
                0,
                offset,
                1_700_000_000_000L + offset,
                TimestampType.CREATE_TIME,
                keyBytes == null ? -1 : keyBytes.length,
                value == null ? -1 : value.length,
                keyBytes,
                value,
                all,
                Optional.empty()));
        return offset;
    }

    /** Everything so far. */
    public LogRange all() {
        return new LogRange(topic, 0, 0, records.size());
    }

    @Override
    public RecordStream open(LogRange range) {
        Iterator<ConsumerRecord<byte[], byte[]>> rest = records.stream()
                .filter(record -> record.offset() >= range.from() && record.offset() < range.to())
                .iterator();
        return new RecordStream() {
            @Override
            public @Nullable ConsumerRecord<byte[], byte[]> next() {
                return rest.hasNext() ? rest.next() : null;
            }

            @Override
            public void close() {}
        };
    }
}
