package io.noisystudent.embedded;

import io.noisystudent.contracts.error.ErrorCode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** One broker for all; the tests that stop it come last, and each leaves a running one behind. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class EmbeddedKafkaIT {
    private static final int FIVE_MEGABYTES = 5 * 1024 * 1024;

    @TempDir
    static Path directory;

    private static EmbeddedKafka kafka;

    @BeforeAll
    static void start() {
        kafka = EmbeddedKafka.start(directory, 0);
    }

    @AfterAll
    static void stop() {
        kafka.close();
    }

    @Test
    void shouldNotCreateATopicByItself() throws Exception {
        try (KafkaProducer<byte[], byte[]> producer = clients().producer(Map.of())) {
            assertThatThrownBy(() -> producer.send(new ProducerRecord<>("unknown", bytes("x")))
                            .get())
                    .hasCauseInstanceOf(TimeoutException.class);
        }
        assertThat(clients().topics()).doesNotContain("unknown");
    }

    @Test
    void shouldCarryLargeRecordsOverSeveralPartitions() throws Exception {
        // Given
        clients().createTopic("large", 3);
        byte[] image = new byte[FIVE_MEGABYTES];
        Arrays.fill(image, (byte) 7);
        image[FIVE_MEGABYTES - 1] = 9;
        byte[] largest = new byte[16 * 1024 * 1024];
        // When
        try (KafkaProducer<byte[], byte[]> producer = clients().producer(Map.of())) {
            producer.send(new ProducerRecord<>("large", 0, bytes("key"), image)).get();
            producer.send(new ProducerRecord<>("large", 0, bytes("largest"), largest))
                    .get();
        }
        // Then
        assertThat(clients().readCommitted("large"))
                .extracting(record -> record.value())
                .containsExactly(image, largest);
    }

    /** Native code on both sides, whose versions are set apart from Kafka's. */
    @Test
    void shouldCarryWhatIsCompressed() throws Exception {
        // Given
        clients().createTopic("compressed", 1);
        List<String> codecs = List.of("gzip", "snappy", "lz4", "zstd");
        // When
        for (String codec : codecs) {
            try (KafkaProducer<byte[], byte[]> producer = clients().producer(Map.of("compression.type", codec))) {
                producer.send(new ProducerRecord<>("compressed", bytes(codec.repeat(1000))))
                        .get();
            }
        }
        // Then
        assertThat(clients().readCommitted("compressed"))
                .extracting(record -> new String(record.value(), UTF_8))
                .containsExactlyElementsOf(
                        codecs.stream().map(codec -> codec.repeat(1000)).toList());
    }

    @Test
    void shouldShowOnlyCommittedTransactions() throws Exception {
        // Given
        clients().createTopic("transactions", 1);
        // When
        try (KafkaProducer<byte[], byte[]> producer = clients().producer(Map.of("transactional.id", "labeler-1"))) {
            producer.initTransactions();
            transaction(producer, "committed").get();
            producer.commitTransaction();
            transaction(producer, "aborted").get();
            producer.abortTransaction();
            transaction(producer, "also committed").get();
            producer.commitTransaction();
        }
        // Then
        assertThat(values("transactions")).containsExactly("committed", "also committed");
    }

    @Test
    void shouldSayThatAPortIsTaken() throws IOException {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}))) {
            assertThatThrownBy(() -> EmbeddedKafka.start(directory.resolve("other"), other.getLocalPort()))
                    .hasFieldOrPropertyWithValue("code", ErrorCode.PORT_TAKEN)
                    .hasFieldOrPropertyWithValue("subject", "Kafka broker port " + other.getLocalPort());
        }
    }

    @Test
    void shouldNotStartWithoutDiskSpace() {
        assertThatThrownBy(() -> EmbeddedKafka.start(directory.resolve("full"), 0, Long.MAX_VALUE))
                .hasFieldOrPropertyWithValue("code", ErrorCode.DISK_FULL)
                .hasMessageContaining("free some space");
    }

    @Test
    @Order(1)
    void shouldKeepDataOverARestartOnAnotherPort() throws Exception {
        // Given
        clients().createTopic("restart", 1);
        send("restart", "before");
        // When
        kafka.close();
        assertThat(kafka.isAlive()).isFalse();
        kafka = EmbeddedKafka.start(directory, 0);
        send("restart", "after");
        // Then
        assertThat(values("restart")).containsExactly("before", "after");
    }

    @Test
    @Order(2)
    void shouldKeepEveryAcknowledgedRecordOverAKillAndComeBackOnTheSamePort() throws Exception {
        // Given
        clients().createTopic("killed", 1);
        Set<String> acknowledged = new ConcurrentSkipListSet<>();
        List<Future<?>> sent = new ArrayList<>();
        int port = kafka.port();
        try (KafkaProducer<byte[], byte[]> producer =
                clients().producer(Map.of("delivery.timeout.ms", 1_500, "request.timeout.ms", 1_000, "linger.ms", 0))) {
            // When
            Thread killer = new Thread(() -> {
                await().atMost(30, SECONDS).until(() -> acknowledged.size() > 200);
                kafka.kill();
            });
            killer.start();
            for (int i = 0; kafka.isAlive(); i++) {
                String value = "record %06d".formatted(i);
                sent.add(producer.send(new ProducerRecord<>("killed", bytes(value)), (metadata, failure) -> {
                    if (failure == null) {
                        acknowledged.add(value);
                    }
                }));
            }
            killer.join();
        }
        kafka = EmbeddedKafka.start(directory, port);
        // Then
        assertThat(kafka.port()).isEqualTo(port);
        assertThat(acknowledged).hasSizeGreaterThan(200);
        assertThat(sent).allMatch(Future::isDone);
        assertThat(new TreeSet<>(values("killed"))).containsAll(acknowledged);
    }

    @Test
    void shouldShowTheLogOfABrokerThatDoesNotStart() throws IOException {
        // Given
        Path broken = directory.resolve("broken");
        Path logs = Files.createDirectories(broken.resolve("kafka/logs"));
        Files.writeString(logs.resolve("meta.properties"), "version=1\ncluster.id=another\nnode.id=77\n");
        // Then
        assertThatThrownBy(() -> EmbeddedKafka.start(broken, 0))
                .hasFieldOrPropertyWithValue("code", ErrorCode.SERVICE_FAILED)
                .hasFieldOrPropertyWithValue("subject", "broker")
                .hasMessageContaining("broker.log")
                .hasMessageContaining("77");
    }

    private static Future<?> transaction(KafkaProducer<byte[], byte[]> producer, String value) {
        producer.beginTransaction();
        return producer.send(new ProducerRecord<>("transactions", bytes(value)));
    }

    private static void send(String topic, String value) throws ExecutionException, InterruptedException {
        try (KafkaProducer<byte[], byte[]> producer = clients().producer(Map.of())) {
            producer.send(new ProducerRecord<>(topic, bytes(value))).get();
        }
    }

    private static List<String> values(String topic) {
        return clients().readCommitted(topic).stream()
                .map(record -> new String(record.value(), UTF_8))
                .toList();
    }

    private static KafkaClients clients() {
        return new KafkaClients(kafka.bootstrapServers());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }
}
