package io.noisystudent.trainer;

import io.noisystudent.contracts.codec.JsonCodec;
import io.noisystudent.contracts.codec.PseudoLabelsCodec;
import io.noisystudent.contracts.config.SelectionConfig;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.event.PseudoLabels;
import io.noisystudent.contracts.event.TrainingProgress;
import io.noisystudent.contracts.event.TrainingProgress.Completed;
import io.noisystudent.contracts.event.TrainingProgress.Failed;
import io.noisystudent.contracts.event.TrainingProgress.Running;
import io.noisystudent.contracts.event.TrainingRanges;
import io.noisystudent.contracts.event.TrainingRequest;
import io.noisystudent.contracts.log.LogRange;
import io.noisystudent.contracts.registry.Lineage;
import io.noisystudent.contracts.registry.ModelVersion;
import io.noisystudent.contracts.topic.Topics;
import io.noisystudent.inference.Classifier;
import io.noisystudent.inference.InferenceOptions;
import io.noisystudent.networks.graph.Graph;
import io.noisystudent.networks.graph.ModelMetadata;
import io.noisystudent.networks.onnx.OnnxReader;
import io.noisystudent.testkit.kafka.TestBroker;
import io.noisystudent.testkit.registry.FakeRegistry;
import io.noisystudent.testkit.web.BodyLimitProbe;
import io.noisystudent.trainer.testing.ShadedImages;
import io.noisystudent.trainer.testing.ShapesPipeline;
import io.noisystudent.trainer.testing.TrainerStackResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

@QuarkusTest
@QuarkusTestResource(TrainerStackResource.class)
class TrainingIT {
    private static final Topics TOPICS = ShapesPipeline.TOPICS;
    private static final Duration LIMIT = Duration.ofMinutes(2);

    private TestBroker broker;
    private FakeRegistry registry;

    @TestHTTPResource("/api/v1/status")
    private URI status;

    @TestHTTPResource("/q/health/live")
    private URI live;

    @Test
    void shouldTrainOnPseudoLabelsRegisterAndReport() throws IOException, InterruptedException {
        // Given
        sendLabels();
        LogRange unlabeled = sendBatch();
        long from = broker.everything(TOPICS.pseudoLabels()).to();
        sendAnswer(unlabeled);
        LogRange answers = new LogRange(TOPICS.pseudoLabels(), 0, from, from + 1);
        TrainingRequest request = ShapesPipeline.request(
                "student", new TrainingRanges(labeled(), List.of(unlabeled), List.of(answers), 1, 3));

        // When
        send(request);

        // Then
        Completed completed = (Completed) answer("student");
        assertThat(progress("student").get(0)).isEqualTo(new Running("student", 0, 0, 0, 0));
        assertThat(progress("student")).anySatisfy(running -> assertThat(running)
                .isInstanceOfSatisfying(
                        Running.class, step -> assertThat(step.step()).isEqualTo(6)));
        assertThat(completed.report().selectedPerClass()).containsExactly(1, 1, 1);
        assertHasLineage(request, completed);
        assertThat(get(status)).contains("\"state\":\"");
        assertThat(get(live))
                .contains("kafka-producer-network-thread | kafka-producer-training-progress")
                .contains("kafka-coordinator-heartbeat-thread | shapes-trainers");
        assertThat(new BodyLimitProbe(URI.create("http://" + status.getAuthority()), "").breaches(Set.of()))
                .isEmpty();
    }

    @Test
    void shouldAskTheRegistryForTheTeacher() {
        // Given a teacher, which is the version 1 whatever was registered first, and a held-out image
        sendLabels();
        broker.send(TOPICS.labeled(), "held-out", ShadedImages.png(1), Map.of("label", "light", "split", "validation"));
        send(ShapesPipeline.request("teacher", TrainingRanges.supervised(labeled())));
        assertThat(answer("teacher")).isInstanceOf(Completed.class);
        LogRange unlabeled = sendBatch();
        long from = broker.everything(TOPICS.pseudoLabels()).to();
        sendAnswer(unlabeled);
        LogRange answers = new LogRange(TOPICS.pseudoLabels(), 0, from, from + 1);
        TrainingRanges data = new TrainingRanges(labeled(), List.of(unlabeled), List.of(answers), 1, 3);

        // When
        send(ShapesPipeline.request(
                "calibrated", data, new SelectionConfig(SelectionConfig.AUTO, true, null, null, null, true)));

        // Then
        Completed completed = (Completed) answer("calibrated");
        assertThat(completed.report().teacherTemperature()).isBetween(0.2, 20.0);
    }

    @Tag("slow")
    @Test
    void shouldRefuseAnUnsignedTeacherAndGoOn() {
        // Given
        sendLabels();
        broker.send(TOPICS.labeled(), "held-out", ShadedImages.png(1), Map.of("label", "light", "split", "validation"));
        send(ShapesPipeline.request("first", TrainingRanges.supervised(labeled())));
        assertThat(answer("first")).isInstanceOf(Completed.class);
        ModelVersion first = registry.versions().get(0);
        LogRange unlabeled = sendBatch();
        long from = broker.everything(TOPICS.pseudoLabels()).to();
        sendAnswer(unlabeled);
        LogRange answers = new LogRange(TOPICS.pseudoLabels(), 0, from, from + 1);
        TrainingRanges data = new TrainingRanges(labeled(), List.of(unlabeled), List.of(answers), 1, 3);
        SelectionConfig asksTheTeacher = new SelectionConfig(SelectionConfig.AUTO, true, null, null, null, true);
        registry.unsign(first.model());

        // When
        send(ShapesPipeline.request("unsigned", data, asksTheTeacher));

        // Then
        try {
            assertThat(answer("unsigned")).isInstanceOfSatisfying(Failed.class, failed -> {
                assertThat(failed.code()).isEqualTo(ErrorCode.UNTRUSTED_SIGNATURE);
                assertThat(failed.detail()).contains("none of its 0 signatures");
            });
        } finally {
            registry.sign(first.model());
        }
        assertThat(versions("unsigned")).isEmpty();
        send(ShapesPipeline.request("signed", data, asksTheTeacher));
        assertThat(answer("signed")).isInstanceOf(Completed.class);
    }

    @Test
    void shouldNotTrainAgainWhatIsDeliveredAgain() {
        // Given
        sendLabels();
        TrainingRequest request = ShapesPipeline.request("again", TrainingRanges.supervised(labeled()));
        send(request);
        TrainingProgress first = answer("again");

        // When
        send(request);

        // Then
        await().atMost(LIMIT).untilAsserted(() -> assertThat(answers("again")).hasSize(2));
        assertThat(answers("again")).containsOnly(first);
        assertThat(versions("again")).hasSize(1);
    }

    @Test
    void shouldAnswerWhatCannotBeTrainedAndGoOn() {
        // Given
        sendLabels();
        long end = broker.everything(TOPICS.pseudoLabels()).to();
        LogRange nothing = new LogRange(TOPICS.pseudoLabels(), 0, end, end);

        // When
        send(ShapesPipeline.request("missing", new TrainingRanges(labeled(), List.of(), List.of(nothing), 1, 3)));
        broker.send(TOPICS.trainingRequests(), "bad", "{\"id\": ".getBytes(StandardCharsets.UTF_8), Map.of());
        broker.send(TOPICS.trainingRequests(), "empty", null, Map.of("ce_specversion", "1.0"));
        send(ShapesPipeline.request("good", TrainingRanges.supervised(labeled())));

        // Then
        Failed failed = (Failed) answer("missing");
        assertThat(failed.code()).isEqualTo(ErrorCode.RANGE_INCOMPLETE);
        assertThat(failed.detail()).contains("0 answers with 0 samples were found");
        assertThat(answer("good")).isInstanceOf(Completed.class);
        assertThat(versions("missing")).isEmpty();
        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(broker.admin().committed("shapes-trainers", TOPICS.trainingRequests()))
                        .isEqualTo(broker.everything(TOPICS.trainingRequests()).to()));
    }

    private static String get(URI address) throws IOException, InterruptedException {
        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return answer.body();
    }

    private void assertHasLineage(TrainingRequest request, Completed completed) {
        ModelVersion version = versions(request.id()).get(0);
        assertThat(completed.model()).isEqualTo(version.model());
        assertThat(version.report()).isEqualTo(completed.report());
        byte[] onnx = registry.artifact(version);
        Graph graph = OnnxReader.read(onnx);
        byte[] inside = graph.metadata().getOrDefault(ModelMetadata.LINEAGE, "").getBytes(StandardCharsets.UTF_8);
        assertThat(JsonCodec.of(Lineage.class).decode("metadata", inside)).isEqualTo(version.lineage());
        try (Classifier classifier = Classifier.open(onnx, InferenceOptions.defaults())) {
            assertThat(classifier.classes()).isEqualTo(ShapesPipeline.PIPELINE.classes());
            classifier.input().put(ShadedImages.pixels(0));
            assertThat(classifier.run(1).probabilities(0)).hasSize(3);
        }
    }

    private List<LogRange> labeled() {
        return List.of(broker.everything(TOPICS.labeled()));
    }

    private void sendLabels() {
        for (int i = 0; i < 6; i++) {
            String label = ShapesPipeline.PIPELINE.classes().get(i % 3);
            broker.send(TOPICS.labeled(), "l" + i, ShadedImages.png(i), Map.of("label", label, "split", "train"));
        }
    }

    private LogRange sendBatch() {
        long offset = broker.send(TOPICS.unlabeled(), null, ShadedImages.npy(12, 3), Map.of());
        return new LogRange(TOPICS.unlabeled(), 0, offset, offset + 1);
    }

    private void sendAnswer(LogRange range) {
        long[] offsets = {range.from(), range.from(), range.from()};
        int[] indexes = {0, 1, 2};
        PseudoLabels answer = ShapesPipeline.answer(
                "1-0", range, offsets, indexes, 0.8f, 0.1f, 0.1f, 0.1f, 0.8f, 0.1f, 0.1f, 0.1f, 0.8f);
        broker.send(TOPICS.pseudoLabels(), "1-0", new PseudoLabelsCodec().encode(answer), Map.of());
    }

    private void send(TrainingRequest request) {
        byte[] bytes = JsonCodec.of(TrainingRequest.class).encode(request);
        broker.send(TOPICS.trainingRequests(), request.id(), bytes, Map.of());
    }

    private TrainingProgress answer(String requestId) {
        await().atMost(LIMIT).untilAsserted(() -> assertThat(answers(requestId)).isNotEmpty());
        return answers(requestId).get(0);
    }

    private List<TrainingProgress> answers(String requestId) {
        return progress(requestId).stream()
                .filter(progress -> !(progress instanceof Running))
                .toList();
    }

    private List<TrainingProgress> progress(String requestId) {
        JsonCodec<TrainingProgress> codec = JsonCodec.of(TrainingProgress.class);
        return broker.records(TOPICS.trainingProgress()).stream()
                .map(record -> codec.decode(record.topic(), record.value()))
                .filter(progress -> progress.requestId().equals(requestId))
                .toList();
    }

    private List<ModelVersion> versions(String requestId) {
        return registry.versions().stream()
                .filter(version -> version.lineage() != null
                        && version.lineage().request().id().equals(requestId))
                .toList();
    }
}
