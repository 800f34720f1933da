package io.noisystudent.teacher.testing;

import io.noisystudent.contracts.config.PipelineConfig;
import io.noisystudent.contracts.log.LogRange;
import io.noisystudent.embedded.EmbeddedKafka;
import io.noisystudent.kafka.log.LogEnds;
import io.noisystudent.kafka.topic.TopicAdmin;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** One real broker for all tests of this process; it ends with it. */
public final class Broker {
    private static @Nullable EmbeddedKafka kafka;

    private Broker() {}

    public static synchronized String bootstrapServers() {
        if (kafka == null) {
            try {
                Path directory = Files.createTempDirectory("teacher-service-it-");
                kafka = EmbeddedKafka.start(directory, 0);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return kafka.bootstrapServers();
    }

    /** Writes the first record of a topic's first partition again, as somebody does who copies a topic onto itself. */
    public static void repeatFirst(String topic) {
        Map<String, Object> client = Map.of("bootstrap.servers", bootstrapServers(), "auto.offset.reset", "earliest");
        TopicPartition partition = new TopicPartition(topic, 0);
        try (KafkaConsumer<byte[], byte[]> consumer =
                        new KafkaConsumer<>(client, new ByteArrayDeserializer(), new ByteArrayDeserializer());
                KafkaProducer<byte[], byte[]> producer =
                        new KafkaProducer<>(client, new ByteArraySerializer(), new ByteArraySerializer())) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            ConsumerRecord<byte[], byte[]> first = null;
            while (first == null) {
                first = consumer.poll(Duration.ofSeconds(1)).records(partition).stream()
                        .findFirst()
                        .orElse(null);
            }
            producer.send(new ProducerRecord<>(topic, 0, first.key(), first.value()))
                    .get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Gives a topic more partitions than services would. */
    public static void widen(String topic, int partitions) {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers()))) {
            admin.createPartitions(Map.of(topic, NewPartitions.increaseTo(partitions)))
                    .all()
                    .get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Deletes a topic, with all that is in it; the same services that made it make it again. */
    public static void lose(PipelineConfig pipeline, String topic) {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers()))) {
            admin.deleteTopics(List.of(topic)).all().get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
        TopicAdmin.ensure(bootstrapServers(), pipeline);
    }

    /** Moves a group past all records of a topic: to the marker of the transaction that wrote the last of them. */
    public static void pass(String group, String topic) {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers()))) {
            Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
            for (LogRange log : new LogEnds(admin).committed(topic)) {
                offsets.put(
                        new TopicPartition(topic, log.partition()),
                        new OffsetAndMetadata(Math.max(log.from(), log.to() - 1)));
            }
            admin.alterConsumerGroupOffsets(group, offsets).all().get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Reads committed records from the beginning. */
    public static KafkaConsumer<byte[], byte[]> consumer(String group) {
        return new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers",
                        bootstrapServers(),
                        "group.id",
                        group,
                        "auto.offset.reset",
                        "earliest",
                        // At the end of a log the broker holds a fetch back, and closing waits for it.
                        "fetch.max.wait.ms",
                        10,
                        "isolation.level",
                        "read_committed"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }

    public static KafkaProducer<byte[], byte[]> producer() {
        return new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrapServers(), "linger.ms", 0),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }
}
