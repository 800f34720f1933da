package io.noisystudent.labeler;

import io.noisystudent.contracts.codec.JsonCodec;
import io.noisystudent.contracts.codec.PseudoLabelsCodec;
import io.noisystudent.contracts.deadletter.DeadLetterHeaders;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.event.LabelingTask;
import io.noisystudent.contracts.event.ModelRef;
import io.noisystudent.contracts.event.PseudoLabels;
import io.noisystudent.contracts.event.TaskCompleted;
import io.noisystudent.contracts.event.TaskFailure;
import io.noisystudent.contracts.event.UnreadableSample;
import io.noisystudent.contracts.log.LogRange;
import io.noisystudent.contracts.topic.Topics;
import io.noisystudent.kafka.topic.TopicSettings;
import io.noisystudent.labeler.testing.Images;
import io.noisystudent.labeler.testing.LabelerStackResource;
import io.noisystudent.labeler.testing.TinyModels;
import io.noisystudent.testkit.kafka.TestBroker;
import io.noisystudent.testkit.registry.FakeRegistry;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

@QuarkusTest
@QuarkusTestResource(LabelerStackResource.class)
class LabelingIT {
    private static final Topics TOPICS = new Topics("shapes");
    private static final JsonCodec<LabelingTask> TASKS = JsonCodec.of(LabelingTask.class);

    private final TestBroker broker = TestBroker.shared();
    FakeRegistry registry;

    @Test
    void shouldAccountForEverySampleOfARangeWithPoison() {
        // Given
        long from = broker.everything(TOPICS.unlabeled()).to();
        byte[] noise = "no image at all".getBytes(StandardCharsets.UTF_8);
        send("a", Images.png(0));
        send("b", noise);
        send("c", Images.hugePng());
        send("d", Arrays.copyOf(Images.jpeg(1), 120));
        send("a", null);
        send(null, null);
        send("e", Images.npy("<f4", "(2, 8, 8, 1)", new byte[512]));
        send("f", Images.npy(1, 5));

        // When
        LabelingTask task = task("poison", 1, from);
        PseudoLabels labels = answer(task);

        // Then
        assertThat(labels.model()).isEqualTo(new ModelRef("shapes", 1));
        assertThat(labels.acceptedAt().size()).isEqualTo(6);
        assertThat(labels.unreadable())
                .containsExactly(
                        new UnreadableSample(from + 1, ErrorCode.UNKNOWN_CONTENT_TYPE),
                        new UnreadableSample(from + 2, ErrorCode.TOO_MANY_PIXELS),
                        new UnreadableSample(from + 3, ErrorCode.TRUNCATED_IMAGE),
                        new UnreadableSample(from + 5, ErrorCode.EMPTY_VALUE),
                        new UnreadableSample(from + 6, ErrorCode.BAD_ARRAY));
        TaskCompleted progress = progress("poison");
        assertThat(progress.samples()).isEqualTo(11);
        assertThat(progress.range()).isEqualTo(task.range());
        List<ConsumerRecord<byte[], byte[]>> letters = deadLetters("poison");
        assertThat(letters).hasSize(5);
        assertThat(letters.get(0).value()).isEqualTo(noise);
        assertThat(letters.get(0).key()).isEqualTo("b".getBytes(StandardCharsets.UTF_8));
        assertThat(header(letters.get(0), DeadLetterHeaders.OFFSET)).isEqualTo(Long.toString(from + 1));
    }

    @Test
    void shouldSayWithBothVersionsWhatTheySayOfEachImageAlone() {
        // Given
        long from = broker.everything(TOPICS.unlabeled()).to();
        for (int i = 0; i < 30; i++) {
            send("k" + i, Images.png(i));
        }

        // When
        PseudoLabels first = answer(task("version-1", 1, from));
        PseudoLabels second = answer(task("version-2", 2, from));

        // Then
        assertSays(first, 1);
        assertSays(second, 2);
        assertThat(first.probabilities()).isNotEqualTo(second.probabilities());
    }

    @Test
    void shouldSendManyDeadLettersInOneTransaction() {
        // Given
        long from = broker.everything(TOPICS.unlabeled()).to();
        for (int i = 0; i < 1500; i++) {
            broker.post(TOPICS.unlabeled(), 0, new byte[] {1, 2, 3});
        }
        broker.flush();

        // When
        PseudoLabels labels = answer(task("storm", 1, from));

        // Then
        assertThat(labels.unreadable()).hasSize(1500);
        assertThat(deadLetters("storm")).hasSize(1500);
    }

    @Test
    void shouldSetAsideATaskThatCannotBeUnderstoodAndAnswerWhomItsKeyNames() {
        // Given
        broker.send(TOPICS.labelingTasks(), "garbage", "{not json".getBytes(StandardCharsets.UTF_8), Map.of());
        long from = broker.everything(TOPICS.unlabeled()).to();
        send("k", Images.png(3));

        // When
        PseudoLabels labels = answer(task("after-garbage", 1, from));

        // Then
        assertThat(labels.samples()).isEqualTo(1);
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(broker.committed(TOPICS.deadLetters()))
                .anyMatch(letter -> header(letter, DeadLetterHeaders.TOPIC).equals(TOPICS.labelingTasks())
                        && header(letter, DeadLetterHeaders.CODE).equals("BAD_MESSAGE")));
        assertThat(progress("garbage").failure()).isNotNull().satisfies(failure -> {
            assertThat(failure.code()).isEqualTo(ErrorCode.BAD_MESSAGE);
            assertThat(failure.detail()).contains(TOPICS.labelingTasks());
        });
    }

    @Test
    void shouldNotBeStoppedByHeadersOfAForeignTool() {
        // Given records that claim to be CloudEvents, with an invalid time
        Map<String, String> foreign = Map.of(
                "ce_specversion", "1.0",
                "ce_id", "1",
                "ce_source", "/tool",
                "ce_type", "thing",
                "ce_time", "yesterday");
        for (String topic : List.of(TOPICS.labelingTasks(), TOPICS.evaluationTasks(), TOPICS.models())) {
            broker.send(topic, "foreign", "{}".getBytes(StandardCharsets.UTF_8), foreign);
        }
        long from = broker.everything(TOPICS.unlabeled()).to();
        send("k", Images.png(3));

        // When
        LabelingTask task = task("with-foreign-headers", 1, from);
        broker.send(TOPICS.labelingTasks(), task.id(), TASKS.encode(task), foreign);

        // Then
        assertThat(awaited(task).samples()).isEqualTo(1);
        byte[] key = "foreign".getBytes(StandardCharsets.UTF_8);
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(broker.committed(TOPICS.deadLetters()))
                .filteredOn(letter -> Arrays.equals(letter.key(), key))
                .extracting(letter -> header(letter, DeadLetterHeaders.TOPIC))
                .containsExactlyInAnyOrder(TOPICS.labelingTasks(), TOPICS.evaluationTasks()));
        assertThat(Http.get("/q/health/live").statusCode()).isEqualTo(200);
    }

    @Test
    void shouldAnswerAsFailedWhatCanNeverBeDone() {
        // Given the head of a range that retention has removed
        long from = broker.everything(TOPICS.unlabeled()).to();
        send("k", Images.png(3));
        send("l", Images.png(4));
        LabelingTask expired = task("expired", 1, from);
        broker.admin().expire(TOPICS.unlabeled(), from + 1);

        // When
        TaskFailure failure = failure(expired);

        // Then
        assertThat(failure.code()).isEqualTo(ErrorCode.LINEAGE_EXPIRED);
        assertThat(failure.detail()).contains(expired.range().toString(), "begins at " + (from + 1));
        assertThat(deadLetters(""))
                .anyMatch(letter -> new String(letter.key(), StandardCharsets.UTF_8).equals("expired"));

        // Given a broker that takes no record as large as an answer
        broker.admin().limit(TOPICS.pseudoLabels(), 100);
        try {
            // When
            TaskFailure refused = failure(task("refused", 1, from + 1));

            // Then
            assertThat(refused.code()).isEqualTo(ErrorCode.TOO_LARGE);
            assertThat(refused.detail()).contains("max.message.bytes");
        } finally {
            broker.admin().limit(TOPICS.pseudoLabels(), TopicSettings.MAX_MESSAGE_BYTES);
        }
        assertThat(broker.committed(TOPICS.pseudoLabels()).stream().map(record -> new PseudoLabelsCodec()
                        .decode(record.topic(), record.value())
                        .taskId()))
                .doesNotContain("expired", "refused");
        assertThat(answer(task("next", 1, from + 1)).samples()).isEqualTo(1);
        awaitReady();
    }

    private TaskFailure failure(LabelingTask task) {
        broker.send(TOPICS.labelingTasks(), task.id(), TASKS.encode(task), Map.of());
        await().atMost(Duration.ofSeconds(30))
                .ignoreExceptionsInstanceOf(NoSuchElementException.class)
                .until(() -> progress(task.id()).failure() != null);
        return progress(task.id()).failure();
    }

    @Test
    void shouldWaitForAModelThatIsNotThereYet() {
        // Given
        long from = broker.everything(TOPICS.unlabeled()).to();
        send("k", Images.png(3));
        LabelingTask task = task("patient", 7, from);

        // When
        broker.send(TOPICS.labelingTasks(), task.id(), TASKS.encode(task), Map.of());
        await().atMost(Duration.ofSeconds(30))
                .until(() -> Http.get("/q/health/ready").body().contains("shapes/7"));
        assertThat(Http.get("/q/health/ready").statusCode()).isEqualTo(503);
        registry.put(new ModelRef("shapes", 7), TinyModels.onnx(7));

        // Then
        assertThat(awaited(task).samples()).isEqualTo(1);
        awaitReady();
    }

    @Test
    void shouldStayReadyWhenAStrangerAsksForAVersionThatDoesNotExist() {
        // When
        int status = Http.get("/v2/models/shapes/versions/98").statusCode();

        // Then
        assertThat(status).isEqualTo(404);
        awaitReady();
    }

    private static void awaitReady() {
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(Http.get("/q/health/ready"))
                .satisfies(
                        ready -> assertThat(ready.statusCode()).as(ready.body()).isEqualTo(200)));
    }

    private void assertSays(PseudoLabels labels, int version) {
        assertThat(labels.acceptedAt().size()).isEqualTo(30);
        for (int row = 0; row < 30; row++) {
            float[] alone = TinyModels.probabilities(version, Images.pixels(row));
            for (int label = 0; label < 3; label++) {
                assertThat(labels.probabilities().at(row, label))
                        .isCloseTo(alone[label], org.assertj.core.api.Assertions.within(1e-6f));
            }
        }
    }

    private void send(String key, byte[] value) {
        broker.send(TOPICS.unlabeled(), key, value, Map.of());
    }

    /** A task over what was sent since. */
    private LabelingTask task(String id, int version, long from) {
        LogRange all = broker.everything(TOPICS.unlabeled());
        return new LabelingTask(
                id, 1, new ModelRef("shapes", version), new LogRange(all.topic(), 0, from, all.to()), 0);
    }

    private PseudoLabels answer(LabelingTask task) {
        broker.send(TOPICS.labelingTasks(), task.id(), TASKS.encode(task), Map.of());
        return awaited(task);
    }

    private PseudoLabels awaited(LabelingTask task) {
        AtomicReference<PseudoLabels> found = new AtomicReference<>();
        await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
            List<PseudoLabels> answers = broker.committed(TOPICS.pseudoLabels()).stream()
                    .map(record -> new PseudoLabelsCodec().decode(record.topic(), record.value()))
                    .filter(labels -> labels.taskId().equals(task.id()))
                    .toList();
            assertThat(answers).hasSize(1);
            found.set(answers.get(0));
        });
        return found.get();
    }

    private TaskCompleted progress(String task) {
        return broker.committed(TOPICS.labelingProgress()).stream()
                .map(record -> JsonCodec.of(TaskCompleted.class).decode(record.topic(), record.value()))
                .filter(progress -> progress.taskId().equals(task))
                .findFirst()
                .orElseThrow();
    }

    private List<ConsumerRecord<byte[], byte[]>> deadLetters(String task) {
        return broker.committed(TOPICS.deadLetters()).stream()
                .filter(letter -> header(letter, DeadLetterHeaders.TASK).equals(task))
                .toList();
    }

    private static String header(ConsumerRecord<byte[], byte[]> letter, String name) {
        return new String(letter.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }
}
