package io.noisystudent.testkit.kafka;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.log.LogRange;
import io.noisystudent.kafka.log.LogEnds;
import io.noisystudent.kafka.log.LogRangeReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class LogRangeReaderIT {
    private static final int BIG = 12 * 1024 * 1024;

    private static final String SERVERS = TestBroker.shared().bootstrapServers();

    private static Admin admin;

    @BeforeAll
    static void start() {
        admin = Admin.create(Map.of("bootstrap.servers", SERVERS));
    }

    @AfterAll
    static void stop() {
        admin.close();
    }

    @Test
    void shouldReadEveryCommittedRecordOnceHoweverTheLogIsCut() throws Exception {
        // Given: transactions of 7 records, every third aborted, so that the log is full of markers and gaps
        topic("cut");
        List<String> committed = new ArrayList<>();
        try (KafkaProducer<byte[], byte[]> producer = transactional("cut")) {
            for (int transaction = 0; transaction < 6; transaction++) {
                producer.beginTransaction();
                List<String> values = new ArrayList<>();
                for (int i = 0; i < 7; i++) {
                    values.add(transaction + "." + i);
                    producer.send(new ProducerRecord<>("cut", bytes(transaction + "." + i)))
                            .get();
                }
                if (transaction % 3 == 2) {
                    producer.abortTransaction();
                } else {
                    producer.commitTransaction();
                    committed.addAll(values);
                }
            }
        }
        LogRange all = new LogEnds(admin).committed("cut").get(0);

        for (int length : new int[] {1, 7, (int) all.length()}) {
            // When
            List<String> read = new ArrayList<>();
            try (LogRangeReader reader = reader(Duration.ofSeconds(10))) {
                for (long from = all.from(); from < all.to(); from += length) {
                    LogRange part = new LogRange("cut", 0, from, Math.min(all.to(), from + length));
                    reader.read(part, record -> {
                        assertThat(record.offset()).isBetween(part.from(), part.to() - 1);
                        read.add(new String(record.value(), StandardCharsets.UTF_8));
                    });
                }
            }

            // Then
            assertThat(read).as("in ranges of %s", length).isEqualTo(committed);
        }
        assertThat(all.length()).isEqualTo(6 * 8);
    }

    @Test
    void shouldWaitForAnOpenTransactionAndGiveUpInTime() throws Exception {
        // Given
        topic("open");
        try (KafkaProducer<byte[], byte[]> producer = transactional("open")) {
            producer.beginTransaction();
            for (int i = 0; i < 10; i++) {
                producer.send(new ProducerRecord<>("open", bytes("r" + i))).get();
            }
            LogRange written = new LogEnds(admin).written("open").get(0);
            assertThat(written.to()).isEqualTo(10);
            assertThat(new LogEnds(admin).committed("open").get(0).isEmpty()).isTrue();

            // When / Then: the transaction is not committed
            NoisyStudentException refusal =
                    catchThrowableOfType(NoisyStudentException.class, () -> read(written, Duration.ofMillis(300)));
            assertThat(refusal.code()).isEqualTo(ErrorCode.RANGE_INCOMPLETE);

            // When / Then: the commit comes while the reader waits
            CompletableFuture<List<String>> reading =
                    CompletableFuture.supplyAsync(() -> read(written, Duration.ofSeconds(30)));
            producer.commitTransaction();
            assertThat(reading.get()).hasSize(10).startsWith("r0").endsWith("r9");
        }
    }

    @Test
    void shouldReadRecordsThatAreLargerThanOneFetch() throws Exception {
        // Given
        topic("big");
        byte[] big = new byte[BIG];
        Arrays.fill(big, (byte) 7);
        try (KafkaProducer<byte[], byte[]> producer = producer(Map.of())) {
            for (byte[] value : List.of(bytes("a"), big, bytes("b"), big, bytes("c"))) {
                producer.send(new ProducerRecord<>("big", value)).get();
            }
        }

        // When
        List<Integer> sizes = new ArrayList<>();
        try (LogRangeReader reader = reader(Duration.ofSeconds(30))) {
            reader.read(new LogRange("big", 0, 1, 4), record -> sizes.add(record.value().length));
        }

        // Then
        assertThat(sizes).containsExactly(BIG, 1, BIG);
    }

    @Test
    void shouldReadNothingElseInPlaceOfWhatRetentionRemoved() throws Exception {
        // Given
        topic("expired");
        fill("expired", 10);
        admin.deleteRecords(Map.of(new TopicPartition("expired", 0), RecordsToDelete.beforeOffset(5)))
                .all()
                .get();

        // When
        NoisyStudentException refusal = catchThrowableOfType(
                NoisyStudentException.class, () -> read(new LogRange("expired", 0, 4, 10), Duration.ofSeconds(10)));

        // Then
        assertThat(refusal.code()).isEqualTo(ErrorCode.LINEAGE_EXPIRED);
        assertThat(refusal).hasMessageContaining("begins at 5");
        assertThat(read(new LogRange("expired", 0, 5, 10), Duration.ofSeconds(10)))
                .hasSize(5);
        assertThat(new LogEnds(admin).committed("expired")).containsExactly(new LogRange("expired", 0, 5, 10));
    }

    @Test
    void shouldNameTheTopicThatIsMissing() throws Exception {
        topic("here");

        NoisyStudentException refusal = catchThrowableOfType(
                NoisyStudentException.class, () -> new LogEnds(admin).ids(List.of("here", "missing")));

        assertThat(refusal.describe()).startsWith("BROKER_UNAVAILABLE missing: the broker has no such topic");
    }

    @Test
    void shouldRefuseARangeBeyondTheEndOfALogThatWasMadeAgain() throws Exception {
        // Given
        topic("short");
        fill("short", 3);

        // When
        NoisyStudentException refusal = catchThrowableOfType(
                NoisyStudentException.class, () -> read(new LogRange("short", 0, 50, 60), Duration.ofSeconds(10)));

        // Then
        assertThat(refusal.code()).isEqualTo(ErrorCode.LOG_RESET);
        assertThat(refusal).hasMessageContaining("made again");

        // When it ends within the range
        NoisyStudentException within = catchThrowableOfType(
                NoisyStudentException.class, () -> read(new LogRange("short", 0, 1, 60), Duration.ofMillis(500)));

        // Then
        assertThat(within.code()).isEqualTo(ErrorCode.LOG_RESET);
        assertThat(within).hasMessageContaining("the log ends at 3");
    }

    @Test
    void shouldNotCreateATopicThatIsNotThere() throws Exception {
        // When
        NoisyStudentException refusal = catchThrowableOfType(NoisyStudentException.class, () -> {
            try (LogRangeReader reader = new LogRangeReader(
                    Map.of("bootstrap.servers", SERVERS, "default.api.timeout.ms", 1000), Duration.ofSeconds(1))) {
                reader.read(new LogRange("nowhere", 0, 0, 1), record -> {});
            }
        });

        // Then
        assertThat(refusal.code()).isEqualTo(ErrorCode.BROKER_UNAVAILABLE);
        assertThat(admin.listTopics().names().get()).doesNotContain("nowhere");
    }

    private static List<String> read(LogRange range, Duration patience) {
        List<String> values = new ArrayList<>();
        try (LogRangeReader reader = reader(patience)) {
            reader.read(range, record -> values.add(new String(record.value(), StandardCharsets.UTF_8)));
        }
        return values;
    }

    private static LogRangeReader reader(Duration patience) {
        return new LogRangeReader(Map.of("bootstrap.servers", SERVERS), patience);
    }

    private static void topic(String name) throws ExecutionException, InterruptedException {
        NewTopic topic = new NewTopic(name, 1, (short) 1).configs(Map.of("max.message.bytes", "16777216"));
        admin.createTopics(List.of(topic)).all().get();
    }

    private static void fill(String topic, int records) throws ExecutionException, InterruptedException {
        try (KafkaProducer<byte[], byte[]> producer = producer(Map.of())) {
            for (int i = 0; i < records; i++) {
                producer.send(new ProducerRecord<>(topic, bytes("r" + i))).get();
            }
        }
    }

    private static KafkaProducer<byte[], byte[]> transactional(String id) {
        KafkaProducer<byte[], byte[]> producer = producer(Map.of("transactional.id", id));
        producer.initTransactions();
        return producer;
    }

    private static KafkaProducer<byte[], byte[]> producer(Map<String, Object> more) {
        Map<String, Object> settings = new HashMap<>(more);
        settings.put("bootstrap.servers", SERVERS);
        settings.put("max.request.size", 2 * BIG);
        return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
