package io.noisystudent.kafka.log;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.log.LogRange;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

import static java.util.Objects.requireNonNull;

/** How far the partitions of a topic reach at this moment. */
public final class LogEnds {
    private final Admin admin;

    public LogEnds(Admin admin) {
        this.admin = admin;
    }

    /** Per partition, in their order, everything that is committed now: [beginning, last stable offset). */
    public List<LogRange> committed(String topic) {
        return ranges(topic, IsolationLevel.READ_COMMITTED);
    }

    /** Per partition, in their order, everything that is written now, open transactions included: [beginning, end). */
    public List<LogRange> written(String topic) {
        return ranges(topic, IsolationLevel.READ_UNCOMMITTED);
    }

    /** The ids of topics, by name: one that is deleted and made again has another. */
    public Map<String, String> ids(List<String> topics) {
        Map<String, String> ids = new HashMap<>();
        admin.describeTopics(topics)
                .topicNameValues()
                .forEach((topic, description) -> ids.put(topic, id(topic, description)));
        return ids;
    }

    private static String id(String topic, KafkaFuture<TopicDescription> description) {
        try {
            return description.get().topicId().toString();
        } catch (ExecutionException e) {
            throw unavailable(topic, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unavailable(topic, e);
        }
    }

    private List<LogRange> ranges(String topic, IsolationLevel isolation) {
        try {
            List<TopicPartition> partitions = partitions(topic);
            Map<TopicPartition, ListOffsetsResultInfo> beginnings =
                    offsets(partitions, OffsetSpec.earliest(), isolation);
            Map<TopicPartition, ListOffsetsResultInfo> ends = offsets(partitions, OffsetSpec.latest(), isolation);
            return partitions.stream()
                    .map(partition -> new LogRange(
                            topic, partition.partition(), offset(beginnings, partition), offset(ends, partition)))
                    .toList();
        } catch (ExecutionException e) {
            throw unavailable(topic, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unavailable(topic, e);
        }
    }

    private List<TopicPartition> partitions(String topic) throws ExecutionException, InterruptedException {
        TopicDescription description = requireNonNull(
                admin.describeTopics(List.of(topic)).allTopicNames().get().get(topic), topic);
        return description.partitions().stream()
                .map(info -> new TopicPartition(topic, info.partition()))
                .sorted(Comparator.comparingInt(TopicPartition::partition))
                .toList();
    }

    private Map<TopicPartition, ListOffsetsResultInfo> offsets(
            List<TopicPartition> partitions, OffsetSpec spec, IsolationLevel isolation)
            throws ExecutionException, InterruptedException {
        Map<TopicPartition, OffsetSpec> question = partitions.stream().collect(Collectors.toMap(p -> p, p -> spec));
        return admin.listOffsets(question, new ListOffsetsOptions(isolation))
                .all()
                .get();
    }

    private static long offset(Map<TopicPartition, ListOffsetsResultInfo> offsets, TopicPartition partition) {
        return requireNonNull(offsets.get(partition), "no offset of a partition")
                .offset();
    }

    private static NoisyStudentException unavailable(String topic, Exception cause) {
        if (cause.getCause() instanceof UnknownTopicOrPartitionException) {
            return new NoisyStudentException(
                    ErrorCode.BROKER_UNAVAILABLE,
                    topic,
                    "the broker has no such topic; start any service of the pipeline again, which makes it",
                    cause);
        }
        return new NoisyStudentException(
                ErrorCode.BROKER_UNAVAILABLE,
                topic,
                "the broker does not tell how far the topic reaches (" + cause.getMessage()
                        + "); check kafka.bootstrap.servers",
                cause);
    }
}
