package io.noisystudent.labeler;

import io.noisystudent.contracts.codec.JsonCodec;
import io.noisystudent.contracts.codec.PseudoLabelsCodec;
import io.noisystudent.contracts.event.LabelingTask;
import io.noisystudent.contracts.event.ModelRef;
import io.noisystudent.contracts.event.PseudoLabels;
import io.noisystudent.contracts.event.TaskCompleted;
import io.noisystudent.contracts.log.LogRange;
import io.noisystudent.contracts.topic.Topics;
import io.noisystudent.labeler.testing.Images;
import io.noisystudent.labeler.testing.Labelers;
import io.noisystudent.labeler.testing.TinyModels;
import io.noisystudent.testkit.kafka.TestBroker;
import io.noisystudent.testkit.process.ServiceProcess;
import io.noisystudent.testkit.registry.FakeRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The packaged service, as processes that are killed, stopped and fenced. */
class LabelerProcessesIT {
    private static final int PARTITIONS = 4;
    private static final Duration PATIENCE = Duration.ofMinutes(4);

    private final TestBroker broker = TestBroker.shared();
    private final FakeRegistry registry = new FakeRegistry(TinyModels.CLASSES);
    private final List<ServiceProcess> processes = new ArrayList<>();
    private Path pipelineFile;

    @RegisterExtension
    final AfterTestExecutionCallback logs = context -> {
        if (context.getExecutionException().isPresent()) {
            processes.forEach(process -> System.out.println(process.output()));
        }
    };

    @BeforeEach
    void prepare() throws IOException {
        pipelineFile = Labelers.directory().resolve("pipeline.yaml");
    }

    @AfterEach
    void stop() {
        processes.forEach(ServiceProcess::close);
        registry.close();
    }

    @Test
    void shouldAnswerForEachSampleOnceWhenLabelersDieAndWakeUpLate() throws IOException {
        // Given
        int tasks = 400;
        Topics topics = pipeline("chaos");
        fill(topics, 10 * tasks);
        // What a dead labeler left open holds back the partition for so long.
        String shortly = "mp.messaging.outgoing.labeling-answers.transaction.timeout.ms=8000";
        ServiceProcess killed = start("killed", shortly);
        ServiceProcess stopped = start("stopped", shortly);
        post(topics, 0, tasks / 2);

        // When
        whileAlive(List.of(killed, stopped)).until(() -> byLabeler(topics).getOrDefault("killed", 0L) >= 20);
        killed.signal("KILL");
        whileAlive(List.of(stopped)).until(() -> byLabeler(topics).getOrDefault("stopped", 0L) >= 20);
        stopped.signal("STOP");
        // Only now: what the killed one left open hides the answers so long that the other one may have given them all.
        post(topics, tasks / 2, tasks);
        ServiceProcess late = start("late", shortly);
        whileAlive(List.of(late)).until(() -> byLabeler(topics).getOrDefault("late", 0L) >= 20);
        stopped.signal("CONT");
        whileAlive(List.of(late))
                .until(() -> broker.committed(topics.labelingProgress()).size() >= tasks);

        // Then
        Set<Long> offsets = new HashSet<>();
        List<PseudoLabels> answers = answers(topics);
        for (PseudoLabels answer : answers) {
            assertThat(answer.samples()).isEqualTo(10);
            for (int row = 0; row < answer.acceptedAt().size(); row++) {
                assertThat(offsets.add(answer.acceptedAt().offset(row))).isTrue();
            }
        }
        assertThat(answers).hasSize(tasks);
        assertThat(offsets).hasSize(10 * tasks);
        assertThat(byLabeler(topics).values().stream()
                        .mapToLong(Long::longValue)
                        .sum())
                .isEqualTo(tasks);
    }

    @Test
    void shouldSayThatTheTrustedKeysAreBroken() throws IOException {
        // Given
        pipeline("broken-keys");
        Path keys = Files.writeString(
                Labelers.directory().resolve("broken.pub"),
                "-----BEGIN PUBLIC KEY-----\nA\n-----END PUBLIC KEY-----\n");

        // When
        ServiceProcess labeler = start(
                "distrustful",
                "noisystudent.signing.verification=required",
                "noisystudent.signing.trusted-keys=" + keys);
        await().atMost(PATIENCE).until(() -> !labeler.isAlive());

        // Then
        assertThat(labeler.awaitExit(PATIENCE)).isEqualTo(2);
        assertThat(labeler.output())
                .contains("labeler-service does not start. CONFIG_INVALID " + keys)
                .doesNotContain("\tat ");
    }

    /** Stalls a broker until that hits a commit; ExactlyOnceTest has the same in the order that matters. */
    @Test
    @Tag("slow")
    void shouldRepeatACommitThatGotNoAnswerInTime() throws IOException {
        // Given
        int tasks = 1200;
        Topics topics = pipeline("stall");
        fill(topics, 10 * tasks);
        // The first transactional call of a producer, when the labeler starts, has to get its answer within this time.
        String impatient = "mp.messaging.outgoing.labeling-answers.max.block.ms=2000";
        List<ServiceProcess> labelers = IntStream.range(0, PARTITIONS)
                .mapToObj(number -> start("patient-" + number, impatient))
                .toList();
        // Labelers that come and go are another test's matter; each has a consumer of labeling and one of evaluation
        // tasks.
        whileAlive(labelers).until(() -> broker.admin().stableMembers("stall-labelers") == 2 * PARTITIONS);
        post(topics, 0, tasks);

        // When: a stall seldom hits a commit, so there are several labelers, and stalls until it does.
        while (labelers.stream().noneMatch(labeler -> labeler.output().contains("Transaction commit failed"))) {
            int before = answers(topics).size();
            whileAlive(labelers).until(() -> answers(topics).size() > before);
            stall(Duration.ofMillis(2500));
        }
        whileAlive(labelers).until(() -> answers(topics).size() >= tasks);

        // Then
        labelers.forEach(ServiceProcess::requireAlive);
        assertThat(answers(topics).stream().map(PseudoLabels::taskId))
                .hasSize(tasks)
                .doesNotHaveDuplicates();
    }

    private void stall(Duration time) {
        ServiceProcess.signal(TestBroker.sharedProcess(), "STOP");
        try {
            await().pollDelay(time).until(() -> true);
        } finally {
            ServiceProcess.signal(TestBroker.sharedProcess(), "CONT");
        }
    }

    @Test
    void shouldEndWhenItsTransactionsAreRefusedForGood() throws IOException {
        // Given
        Topics topics = pipeline("fence");
        fill(topics, 20);
        ServiceProcess fenced = start("fenced");
        broker.post(topics.labelingTasks(), 0, encode(task(topics, 0)));
        whileAlive(List.of(fenced)).until(() -> answers(topics).size() == 1);

        // When
        try (KafkaProducer<byte[], byte[]> twin = new KafkaProducer<>(
                Map.of(
                        "bootstrap.servers",
                        broker.bootstrapServers(),
                        "transactional.id",
                        "labeler-service-fenced-labeling-answers"),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            twin.initTransactions();
        }
        broker.post(topics.labelingTasks(), 0, encode(task(topics, 1)));

        // Then
        await().atMost(PATIENCE).until(() -> !fenced.isAlive());
        assertThat(fenced.awaitExit(PATIENCE)).isEqualTo(3);
        assertThat(fenced.output()).containsOnlyOnce("must be started again");
        ServiceProcess next = start("next");
        whileAlive(List.of(next)).until(() -> answers(topics).size() == 2);
    }

    @Test
    void shouldNameAllProblemsOfAPipelineAndNotStart() throws IOException {
        // Given
        Files.writeString(pipelineFile, """
                pipeline:
                  name: wrong
                  image: {height: -8, width: 8, channels: 1}
                  classes: [a, a]
                  color: red
                  recipes: [{network: nothing-net, epochs: 1}]
                """);

        // When
        ServiceProcess refused = start("refused");
        await().atMost(PATIENCE).until(() -> !refused.isAlive());

        // Then
        assertThat(refused.awaitExit(PATIENCE)).isEqualTo(2);
        assertThat(refused.output())
                .contains("CONFIG_INVALID", "-8", "color", "nothing-net")
                .doesNotContain("\tat ");
    }

    @Test
    void shouldNameAllDevicesThatAreNotThereAndNotStart() throws IOException {
        // Given: the natives of the tests know no CUDA
        pipeline("no-device");

        // When
        ServiceProcess refused =
                start("refused", "noisystudent.labeler.device=cuda:0,cuda:7", "noisystudent.labeler.threads=2");

        // Then
        assertThat(refused.awaitExit(PATIENCE)).isEqualTo(2);
        assertThat(refused.output())
                .contains("DEVICE_UNAVAILABLE noisystudent.labeler.device", "cuda:0: ", "cuda:7: ", "profile gpu")
                .doesNotContain("\tat ");
    }

    @Test
    void shouldTakeNoTaskAndSayWhyAfterItsDeviceFailedTooOften() throws IOException {
        // Given: what processes note that end so
        Topics topics = pipeline("lost-device");
        fill(topics, 10);
        Path models = Labelers.directory();
        Files.writeString(
                models.resolve("device-failures.log"),
                (Instant.now() + " DEVICE_FAILED cuda:0 CUDA failure 700\n").repeat(3));
        ServiceProcess lost =
                start("lost", "noisystudent.labeler.device=cuda", "noisystudent.labeler.model-cache=" + models);

        // When
        await().atMost(PATIENCE).failFast(lost::requireAlive).until(() -> lost.get("/q/health/ready")
                .isPresent());
        ServiceProcess healthy = start("healthy");
        post(topics, 0, 1);
        whileAlive(List.of(lost, healthy)).until(() -> !answers(topics).isEmpty());

        // Then
        assertThat(lost.ask("GET", "/q/health/ready")).hasValueSatisfying(answer -> {
            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.body()).contains("DEVICE_FAILED", "3 processes", "CUDA failure 700");
        });
        assertThat(broker.admin().stableMembers("lost-device-labelers"))
                .as("one for each kind of task, of the healthy one")
                .isEqualTo(2);
        assertThat(byLabeler(topics)).containsOnlyKeys("healthy");
        assertThat(answers(topics).get(0).execution())
                .isNotNull()
                .satisfies(execution -> assertThat(execution.provider()).isEqualTo("cpu"));
    }

    private Topics pipeline(String name) throws IOException {
        Files.writeString(pipelineFile, TinyModels.yaml(name));
        broker.admin().ensure(TinyModels.pipeline(name));
        registry.put(new ModelRef(name, 1), TinyModels.onnx(1));
        return new Topics(name);
    }

    private void fill(Topics topics, int samples) {
        byte[] image = Images.png(1);
        for (int i = 0; i < samples; i++) {
            broker.post(topics.unlabeled(), 0, image);
        }
        broker.flush();
    }

    /** Ten samples each. */
    private static LabelingTask task(Topics topics, int number) {
        LogRange range = new LogRange(topics.unlabeled(), 0, 10L * number, 10L * number + 10);
        return new LabelingTask("1-" + number, 1, new ModelRef(topics.pipeline(), 1), range, 0);
    }

    private static byte[] encode(LabelingTask task) {
        return JsonCodec.of(LabelingTask.class).encode(task);
    }

    private void post(Topics topics, int from, int to) {
        for (int i = from; i < to; i++) {
            broker.post(topics.labelingTasks(), i % PARTITIONS, encode(task(topics, i)));
        }
        broker.flush();
    }

    private ServiceProcess start(String instance, String... properties) {
        ServiceProcess process = Labelers.start(instance, pipelineFile, registry.uri(), properties);
        processes.add(process);
        return process;
    }

    /** Waits for what labelers do only as long as none of them ends. */
    private static ConditionFactory whileAlive(List<ServiceProcess> labelers) {
        return await().atMost(PATIENCE).failFast(() -> labelers.forEach(ServiceProcess::requireAlive));
    }

    private List<PseudoLabels> answers(Topics topics) {
        return broker.committed(topics.pseudoLabels()).stream()
                .map(record -> new PseudoLabelsCodec().decode(record.topic(), record.value()))
                .toList();
    }

    private Map<String, Long> byLabeler(Topics topics) {
        Map<String, Long> counts = new HashMap<>();
        broker.committed(topics.labelingProgress())
                .forEach(record -> counts.merge(
                        JsonCodec.of(TaskCompleted.class)
                                .decode(record.topic(), record.value())
                                .labeler(),
                        1L,
                        Long::sum));
        return counts;
    }
}
