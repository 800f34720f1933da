package io.noisystudent.labeler.testing;

import io.noisystudent.contracts.log.LogRange;
import io.noisystudent.labeler.stages.RangeSource;
import io.noisystudent.labeler.stages.RecordStream;
import io.noisystudent.testkit.kafka.InMemoryLog;
import java.util.Iterator;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** One partition of a log, without a broker. */
public final class TopicLog implements RangeSource {
    private final InMemoryLog log = new InMemoryLog();
    private final String topic;

    public TopicLog(String topic) {
        this.topic = topic;
    }

    /** Appends a record and gives its offset. */
    public long append(@Nullable String key, byte @Nullable [] value, Map<String, String> headers) {
        return log.append(topic, key, value, headers);
    }

    /** Everything so far. */
    public LogRange all() {
        return log.all(topic);
    }

    @Override
    public RecordStream open(LogRange range) {
        Iterator<ConsumerRecord<byte[], byte[]>> rest = log.records(range).iterator();
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
