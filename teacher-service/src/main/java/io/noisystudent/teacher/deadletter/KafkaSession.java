package io.noisystudent.teacher.deadletter;

import io.noisystudent.contracts.log.LogRange;
import io.noisystudent.kafka.log.LogEnds;
import io.noisystudent.kafka.log.LogRangeReader;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** The connections of one request; it gives up on a broker that does not answer within seconds. Not thread-safe. */
final class KafkaSession implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Admin admin;
    private final LogEnds ends;
    private final LogRangeReader reader;

    /** @param client properties of a Kafka client */
    KafkaSession(Map<String, Object> client) {
        Map<String, Object> bounded = new HashMap<>(client);
        bounded.put(CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG, (int) PATIENCE.toMillis());
        bounded.put(CommonClientConfigs.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) PATIENCE.toMillis());
        admin = Admin.create(bounded);
        ends = new LogEnds(admin);
        reader = new LogRangeReader(bounded, PATIENCE);
    }

    /** What each partition of a topic has now. */
    List<LogRange> log(String topic) {
        return ends.committed(topic);
    }

    LogRangeReader reader() {
        return reader;
    }

    /** The record at a position; empty if the log does not have it. */
    Optional<ConsumerRecord<byte[], byte[]>> record(String topic, int partition, long offset) {
        boolean there = log(topic).stream()
                .anyMatch(range -> range.partition() == partition && range.from() <= offset && offset < range.to());
        if (!there) {
            return Optional.empty();
        }
        AtomicReference<ConsumerRecord<byte[], byte[]>> found = new AtomicReference<>();
        reader.read(new LogRange(topic, partition, offset, offset + 1), found::set);
        return Optional.ofNullable(found.get());
    }

    @Override
    public void close() {
        reader.close();
        admin.close(PATIENCE);
    }
}
