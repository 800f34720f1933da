package io.noisystudent.launcher.demo;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.log.LogEnds;
import io.noisystudent.contracts.log.LogRange;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** How many records of a topic a consumer group has still before it. */
record ConsumerLag(Admin admin) {
    long of(String group, String topic) {
        try {
            Map<TopicPartition, OffsetAndMetadata> offsets = admin.listConsumerGroupOffsets(group)
                    .partitionsToOffsetAndMetadata()
                    .get();
            long lag = 0;
            for (LogRange range : new LogEnds(admin).committed(topic)) {
                OffsetAndMetadata reached = offsets.get(new TopicPartition(topic, range.partition()));
                lag += range.to() - (reached == null ? range.from() : Math.min(range.to(), reached.offset()));
            }
            return lag;
        } catch (ExecutionException e) {
            throw unavailable(group, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unavailable(group, e);
        }
    }

    private static NoisyStudentException unavailable(String group, Exception cause) {
        return new NoisyStudentException(
                ErrorCode.BROKER_UNAVAILABLE,
                group,
                "the broker does not tell where the group is (" + cause.getMessage() + ")",
                cause);
    }
}
