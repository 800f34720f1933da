package io.noisystudent.testkit.kafka;

import io.noisystudent.contracts.config.PipelineConfig;
import io.noisystudent.contracts.log.LogRange;
import io.noisystudent.kafka.log.LogEnds;
import io.noisystudent.kafka.topic.TopicAdmin;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;

import static java.util.Objects.requireNonNull;

/** What an operator does to a broker, or a mishap; each call is done when it returns. */
public final class BrokerAdmin {
    private final String bootstrapServers;

    BrokerAdmin(String bootstrapServers) {
        this.bootstrapServers = bootstrapServers;
    }

    /** Makes the topics of a pipeline, as its services do. */
    public void ensure(PipelineConfig pipeline) {
        TopicAdmin.ensure(bootstrapServers, pipeline);
    }

    /** Makes a topic before a service does. */
    public void create(String topic, int partitions) {
        administer(admin -> admin.createTopics(List.of(new NewTopic(topic, partitions, (short) 1)))
                .all());
    }

    /** Gives a topic more partitions than services would. */
    public void widen(String topic, int partitions) {
        administer(admin -> admin.createPartitions(Map.of(topic, NewPartitions.increaseTo(partitions)))
                .all());
    }

    /** Lets a topic take no larger batches of records. */
    public void limit(String topic, int bytes) {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        ConfigEntry entry = new ConfigEntry(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(bytes));
        administer(admin -> admin.incrementalAlterConfigs(
                        Map.of(resource, List.of(new AlterConfigOp(entry, AlterConfigOp.OpType.SET))))
                .all());
    }

    /** Removes the records of a topic's first partition before an offset, as retention does. */
    public void expire(String topic, long before) {
        administer(
                admin -> admin.deleteRecords(Map.of(new TopicPartition(topic, 0), RecordsToDelete.beforeOffset(before)))
                        .all());
    }

    /** Deletes a topic, with all that is in it; the same services that made it make it again. */
    public void lose(PipelineConfig pipeline, String topic) {
        administer(admin -> admin.deleteTopics(List.of(topic)).all());
        ensure(pipeline);
    }

    /** Moves a group past all records of a topic: to the marker of the transaction that wrote the last of them. */
    public void pass(String group, String topic) {
        administer(admin -> {
            Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
            for (LogRange log : new LogEnds(admin).committed(topic)) {
                offsets.put(
                        new TopicPartition(topic, log.partition()),
                        new OffsetAndMetadata(Math.max(log.from(), log.to() - 1)));
            }
            return admin.alterConsumerGroupOffsets(group, offsets).all();
        });
    }

    /** The offset that a group has committed in a topic's first partition, 0 before it did. */
    public long committed(String group, String topic) {
        OffsetAndMetadata committed = administer(
                        admin -> admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata())
                .get(new TopicPartition(topic, 0));
        return committed == null ? 0 : committed.offset();
    }

    /** Members of a group that have their partitions; 0 while these are being assigned. */
    public int stableMembers(String group) {
        try (Admin admin = admin()) {
            KafkaFuture<ConsumerGroupDescription> described = requireNonNull(
                    admin.describeConsumerGroups(List.of(group))
                            .describedGroups()
                            .get(group),
                    "no answer");
            ConsumerGroupDescription description = described.get();
            return description.groupState() == GroupState.STABLE
                    ? description.members().size()
                    : 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException e) {
            return 0;
        }
    }

    private <T> T administer(Work<T> work) {
        try (Admin admin = admin()) {
            return work.start(admin).get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private Admin admin() {
        return Admin.create(Map.of("bootstrap.servers", bootstrapServers));
    }

    private interface Work<T> {
        KafkaFuture<T> start(Admin admin) throws ExecutionException, InterruptedException;
    }
}
