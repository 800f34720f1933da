package io.noisystudent.launcher.demo;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.log.LogRange;
import io.noisystudent.kafka.log.LogEnds;
import io.noisystudent.kafka.log.LogRangeReader;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * How many records transactional topics hold. They are read, not computed from offsets: a transaction's marker takes an
 * offset and is no record.
 */
record RecordCounts(Admin admin, LogRangeReader reader) {
    /** All records of a topic. */
    long of(String topic) {
        return count(topic, Map.of());
    }

    /** The records of a topic that a consumer group has still before it. */
    long lag(String group, String topic) {
        try {
            return count(
                    topic,
                    admin.listConsumerGroupOffsets(group)
                            .partitionsToOffsetAndMetadata()
                            .get());
        } catch (ExecutionException e) {
            throw unavailable(group, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unavailable(group, e);
        }
    }

    private long count(String topic, Map<TopicPartition, OffsetAndMetadata> reached) {
        AtomicLong records = new AtomicLong();
        for (LogRange range : new LogEnds(admin).committed(topic)) {
            OffsetAndMetadata before = reached.get(new TopicPartition(topic, range.partition()));
            long from = before == null ? range.from() : Math.min(range.to(), before.offset());
            reader.read(new LogRange(topic, range.partition(), from, range.to()), record -> records.incrementAndGet());
        }
        return records.get();
    }

    private static NoisyStudentException unavailable(String group, Exception cause) {
        return new NoisyStudentException(
                ErrorCode.BROKER_UNAVAILABLE,
                group,
                "the broker does not tell where the group is (" + cause.getMessage() + ")",
                cause);
    }
}
