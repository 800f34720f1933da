package io.noisystudent.teacher.config;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.log.LogRange;
import io.noisystudent.kafka.log.LogEnds;
import io.noisystudent.kafka.log.LogRangeReader;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthorizationException;
import org.jspecify.annotations.Nullable;

/**
 * Whether a consumer group has anything left to do. Records are looked for, not computed from offsets: the marker at the
 * end of a transaction takes an offset and is no record, and neither are aborted ones.
 */
final class GroupProgress {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int PIECE = 100;

    private final Map<String, Object> client;
    private final Admin admin;
    private final LogEnds ends;

    /** @param client properties of a Kafka client */
    GroupProgress(Map<String, Object> client, Admin admin) {
        this.client = client;
        this.admin = admin;
        this.ends = new LogEnds(admin);
    }

    /**
     * Whether a group has committed offsets in a topic and no record of it lies behind them, nor may come into it by a
     * transaction that is still open.
     *
     * @throws NoisyStudentException {@code BROKER_UNAVAILABLE}: try again later; {@code BROKER_REFUSED}: no right to know
     */
    boolean hasPassed(String group, String topic) {
        Map<TopicPartition, OffsetAndMetadata> reached = reached(group);
        List<LogRange> log = ends.committed(topic);
        return log.equals(ends.written(topic))
                && log.stream().anyMatch(range -> reached.get(partition(range)) != null)
                && log.stream().allMatch(range -> isEmpty(group, behind(range, reached.get(partition(range)))));
    }

    private Map<TopicPartition, OffsetAndMetadata> reached(String group) {
        try {
            return admin.listConsumerGroupOffsets(group)
                    .partitionsToOffsetAndMetadata()
                    .get();
        } catch (ExecutionException e) {
            throw unknown(group, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unknown(group, e);
        }
    }

    /** What a member of the group would be given. */
    private static LogRange behind(LogRange log, @Nullable OffsetAndMetadata reached) {
        long from = reached == null ? log.from() : Math.max(log.from(), Math.min(log.to(), reached.offset()));
        return new LogRange(log.topic(), log.partition(), from, log.to());
    }

    private boolean isEmpty(String group, LogRange range) {
        if (range.isEmpty()) {
            return true;
        }
        AtomicBoolean found = new AtomicBoolean();
        try (LogRangeReader reader = new LogRangeReader(client, PATIENCE)) {
            for (long from = range.from(); from < range.to() && !found.get(); from += PIECE) {
                long to = Math.min(range.to(), from + PIECE);
                reader.read(new LogRange(range.topic(), range.partition(), from, to), record -> found.set(true));
            }
        } catch (NoisyStudentException e) {
            throw unknown(group, e);
        }
        return !found.get();
    }

    private static TopicPartition partition(LogRange range) {
        return new TopicPartition(range.topic(), range.partition());
    }

    private static NoisyStudentException unknown(String group, Exception cause) {
        return cause.getCause() instanceof AuthorizationException
                ? new NoisyStudentException(
                        ErrorCode.BROKER_REFUSED,
                        group,
                        "the broker does not let this user see what the group has passed (" + cause.getMessage()
                                + "), so that a generation whose tasks are passed waits until it is cancelled: grant"
                                + " the rights of k8s/components/strimzi/users.yaml",
                        cause)
                : new NoisyStudentException(
                        ErrorCode.BROKER_UNAVAILABLE,
                        group,
                        "the broker does not tell what the group has passed (" + cause.getMessage() + ")",
                        cause);
    }
}
