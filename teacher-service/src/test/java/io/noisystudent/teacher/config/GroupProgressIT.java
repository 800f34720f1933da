package io.noisystudent.teacher.config;

import io.noisystudent.teacher.testing.TestPipeline;
import io.noisystudent.testkit.kafka.TestBroker;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Three partitions of tasks as the broker keeps them, and a group that is moved through them. */
class GroupProgressIT {
    private static final String GROUP = "progress-labelers";
    private static final Map<String, Object> CLIENT =
            Map.of("bootstrap.servers", TestBroker.shared().bootstrapServers());

    private final String topic = TestPipeline.named("progress", "auto").topics().labelingTasks();

    @Test
    void shouldHavePassedATopicWhenNoRecordLiesBehindItsOffsets() throws Exception {
        try (Admin admin = Admin.create(CLIENT);
                KafkaProducer<byte[], byte[]> producer = producer()) {
            // Given: a task and its marker in two partitions; in the first, an aborted task and its marker follow
            producer.initTransactions();
            producer.beginTransaction();
            send(producer, 0);
            send(producer, 1);
            producer.commitTransaction();
            producer.beginTransaction();
            send(producer, 0);
            producer.abortTransaction();
            GroupProgress groups = new GroupProgress(CLIENT, admin);

            // When / Then
            assertThat(groups.hasPassed(GROUP, topic)).as("it never committed").isFalse();
            move(admin, Map.of(0, 1L));
            assertThat(groups.hasPassed(GROUP, topic))
                    .as("it never came to the second")
                    .isFalse();
            move(admin, Map.of(1, 0L));
            assertThat(groups.hasPassed(GROUP, topic)).as("before the second").isFalse();
            move(admin, Map.of(1, 1L));
            assertThat(groups.hasPassed(GROUP, topic)).as("before the markers").isTrue();
            move(admin, Map.of(0, 4L, 1, 2L, 2, 0L));
            assertThat(groups.hasPassed(GROUP, topic)).as("at the end").isTrue();

            // When
            producer.beginTransaction();
            send(producer, 2);
            producer.flush();

            // Then
            assertThat(groups.hasPassed(GROUP, topic)).as("a task may come").isFalse();
            producer.commitTransaction();
            assertThat(groups.hasPassed(GROUP, topic)).as("it has come").isFalse();
        }
    }

    private void send(KafkaProducer<byte[], byte[]> producer, int partition) {
        Future<?> unused = producer.send(new ProducerRecord<>(topic, partition, null, new byte[] {1}));
    }

    private void move(Admin admin, Map<Integer, Long> offsets) throws Exception {
        admin.alterConsumerGroupOffsets(
                        GROUP,
                        offsets.entrySet().stream()
                                .collect(Collectors.toMap(
                                        offset -> new TopicPartition(topic, offset.getKey()),
                                        offset -> new OffsetAndMetadata(offset.getValue()))))
                .all()
                .get();
    }

    private static KafkaProducer<byte[], byte[]> producer() {
        return new KafkaProducer<>(
                Map.of(
                        "bootstrap.servers",
                        TestBroker.shared().bootstrapServers(),
                        "transactional.id",
                        "progress-teacher"),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }
}
