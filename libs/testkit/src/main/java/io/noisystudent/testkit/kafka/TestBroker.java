package io.noisystudent.testkit.kafka;

import io.noisystudent.contracts.log.LogRange;
import io.noisystudent.embedded.EmbeddedKafka;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** A foreign client of a real broker. */
public final class TestBroker implements AutoCloseable {
    private static final int LARGEST_REQUEST = 16 << 20;
    private static final Duration POLL = Duration.ofMillis(100);

    private final String bootstrapServers;
    private final KafkaProducer<byte[], byte[]> producer;

    public TestBroker(String bootstrapServers) {
        this.bootstrapServers = bootstrapServers;
        this.producer = newProducer();
    }

    /** Of the one broker of this JVM, which starts when it is first asked for and ends with the JVM; never closed. */
    public static TestBroker shared() {
        return Shared.CLIENT;
    }

    /** The process of the one broker of this JVM. */
    public static ProcessHandle sharedProcess() {
        return Shared.KAFKA.process();
    }

    private static final class Shared {
        private static final EmbeddedKafka KAFKA = start();
        private static final TestBroker CLIENT = new TestBroker(KAFKA.bootstrapServers());

        private static EmbeddedKafka start() {
            try {
                return EmbeddedKafka.start(Files.createTempDirectory("test-broker-"), 0);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    public String bootstrapServers() {
        return bootstrapServers;
    }

    /** Administration of this broker. */
    public BrokerAdmin admin() {
        return new BrokerAdmin(bootstrapServers);
    }

    /** Sends a record and gives its offset. */
    public long send(String topic, @Nullable String key, byte @Nullable [] value, Map<String, String> headers) {
        ProducerRecord<byte[], byte[]> record =
                new ProducerRecord<>(topic, key == null ? null : key.getBytes(StandardCharsets.UTF_8), value);
        headers.forEach((name, text) -> record.headers().add(name, text.getBytes(StandardCharsets.UTF_8)));
        return send(record);
    }

    private long send(ProducerRecord<byte[], byte[]> record) {
        try {
            return producer.send(record).get().offset();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Sends a record without waiting for it. */
    @SuppressWarnings("FutureReturnValueIgnored") // flush() follows
    public void post(String topic, int partition, byte[] value) {
        producer.send(new ProducerRecord<>(topic, partition, null, value));
    }

    public void flush() {
        producer.flush();
    }

    /** Writes the first record of a topic's first partition again, as a copy of a topic onto itself does. */
    public void repeatFirst(String topic) {
        ConsumerRecord<byte[], byte[]> first = records(topic).get(0);
        send(new ProducerRecord<>(topic, 0, first.key(), first.value()));
    }

    /** All that is committed in a topic now, in log order of each partition. */
    public List<ConsumerRecord<byte[], byte[]>> committed(String topic) {
        try (KafkaConsumer<byte[], byte[]> consumer = reader()) {
            return read(
                    consumer,
                    consumer.partitionsFor(topic).stream()
                            .map(info -> new TopicPartition(topic, info.partition()))
                            .toList());
        }
    }

    /** All that is committed in a topic's first partition now. */
    public List<ConsumerRecord<byte[], byte[]>> records(String topic) {
        try (KafkaConsumer<byte[], byte[]> consumer = reader()) {
            return read(consumer, List.of(new TopicPartition(topic, 0)));
        }
    }

    private static List<ConsumerRecord<byte[], byte[]>> read(
            KafkaConsumer<byte[], byte[]> consumer, List<TopicPartition> partitions) {
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            consumer.poll(POLL).forEach(records::add);
        }
        return records;
    }

    /** What a topic's first partition holds now, committed or not. */
    public LogRange everything(String topic) {
        TopicPartition partition = new TopicPartition(topic, 0);
        try (KafkaConsumer<byte[], byte[]> consumer = newConsumer(Map.of())) {
            long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
            return new LogRange(topic, 0, 0, end);
        }
    }

    /** Reads committed records from the beginning, as a member of a group. */
    public KafkaConsumer<byte[], byte[]> consumer(String group) {
        return newConsumer(
                Map.of("group.id", group, "auto.offset.reset", "earliest", "isolation.level", "read_committed"));
    }

    private KafkaConsumer<byte[], byte[]> reader() {
        return newConsumer(
                Map.of("isolation.level", "read_committed", "max.partition.fetch.bytes", 2 * LARGEST_REQUEST));
    }

    private KafkaConsumer<byte[], byte[]> newConsumer(Map<String, Object> more) {
        Map<String, Object> settings = new HashMap<>(more);
        settings.put("bootstrap.servers", bootstrapServers);
        // At the end of a log the broker holds a fetch back, and closing waits for it.
        settings.put("fetch.max.wait.ms", 10);
        return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /** A producer of its own, which waits for no second record. */
    public KafkaProducer<byte[], byte[]> newProducer() {
        return new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrapServers, "max.request.size", LARGEST_REQUEST, "linger.ms", 0),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    @Override
    public void close() {
        producer.close(Duration.ZERO);
    }
}
