package io.noisystudent.teacher;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.noisystudent.contracts.config.PipelineConfig;
import io.noisystudent.contracts.config.Split;
import io.noisystudent.contracts.event.LabelingTask;
import io.noisystudent.contracts.event.ModelEvent;
import io.noisystudent.contracts.event.ModelRef;
import io.noisystudent.contracts.event.TrainingRanges;
import io.noisystudent.contracts.event.TrainingRequest;
import io.noisystudent.contracts.log.LogRange;
import io.noisystudent.contracts.registry.Lineage;
import io.noisystudent.contracts.registry.ModelEvaluation;
import io.noisystudent.contracts.registry.ModelVersion;
import io.noisystudent.contracts.registry.Verdict;
import io.noisystudent.kafka.log.LogEnds;
import io.noisystudent.teacher.messaging.DataWatch;
import io.noisystudent.teacher.messaging.GenerationFollower;
import io.noisystudent.teacher.messaging.OwnerSettings;
import io.noisystudent.teacher.testing.Feed;
import io.noisystudent.teacher.testing.TeacherProcesses;
import io.noisystudent.teacher.testing.TestPipeline;
import io.noisystudent.teacher.testing.Workers;
import io.noisystudent.testkit.kafka.TestBroker;
import io.noisystudent.testkit.process.ServiceProcess;
import io.noisystudent.testkit.registry.FakeRegistry;
import io.noisystudent.testkit.web.ForeignPageProbe;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The packaged service on a real broker; the test is the labelers, the trainer and the registry. */
class CurriculumLoopIT {
    private static final Duration LIMIT = Duration.ofSeconds(90);

    private final ObjectMapper mapper = new ObjectMapper();

    @Test
    void shouldGoRoundTheLoopToTheControl() throws Exception {
        TestPipeline pipeline = TestPipeline.named("loop", "auto");
        try (FakeRegistry registry = new FakeRegistry(pipeline.config().classes());
                Workers workers = new Workers(pipeline.topics(), 1_000);
                ServiceProcess service = TeacherProcesses.start(pipeline, registry, "it")) {
            // Given
            await().atMost(LIMIT)
                    .untilAsserted(() -> assertThat(waitingFor(service)).isEqualTo("waiting for labeled images"));
            assertThat(get(service, "/api/v1/status").path("finished").asBoolean(true))
                    .isFalse();
            assertThat(send(service, "POST", "/api/v1/generations").statusCode())
                    .isEqualTo(409);
            assertThat(new ForeignPageProbe(service.uri("")).breaches(Set.of(), Set.of()))
                    .isEmpty();

            // When
            Feed.send(pipeline.topics(), 40, 45);
            await().atMost(LIMIT).untilAsserted(() -> assertThat(states(service))
                    .containsExactly("0=promoted", "1=promoted", "control-1=measured"));

            // Then
            assertThat(workers.labelingTasks())
                    .extracting(LabelingTask::id)
                    .hasSize(6)
                    .doesNotHaveDuplicates();
            assertThat(workers.trainingRequests())
                    .extracting(TrainingRequest::id)
                    .containsExactly("0-s0", "1-s0", "control-1-s0");
            assertEvidence(registry);
            assertControl(service);
            assertStream(service);
            assertOpenness(service);
            assertThat(get(service, "/api/v1/status").path("warnings"))
                    .singleElement()
                    .asString()
                    .contains("2 keys are in more than one partition", "partitioner=murmur2_random");
            new DeadLetterStory(service, pipeline.topics()).tell();
            TestBroker.shared().repeatFirst(pipeline.topics().generations());
            assertLossIsNoticed(pipeline);
        }
    }

    @Test
    void shouldTakeAPersonsWordInManualModeAndNoticeLostLogs() throws Exception {
        TestPipeline pipeline = TestPipeline.named("manual", "manual");
        // Records stay in one order, though an operator gave their topics a second partition.
        for (String topic : List.of(
                pipeline.topics().generations(),
                pipeline.topics().models(),
                pipeline.topics().labelingProgress(),
                pipeline.topics().trainingProgress(),
                pipeline.topics().evaluations())) {
            TestBroker.shared().admin().widen(topic, 2);
        }
        try (FakeRegistry registry = olderThanTheLog(pipeline.config());
                Workers workers = new Workers(pipeline.topics(), 0);
                ServiceProcess service = TeacherProcesses.start(
                        pipeline, registry, Map.of("noisystudent.curriculum.passed-after", "500ms"))) {
            // Given
            String older = "the registry has manual/7, which was trained for another manual.generations";
            await().atMost(LIMIT).until(() -> service.get("/api/v1/status")
                    .map(status -> status.path("reset").asText().startsWith(older))
                    .orElse(false));
            assertThat(send(service, "GET", "/q/health/ready").body()).contains(older);
            assertThat(service.output()).contains("LOG_RESET " + older);
            registry.decide(Verdict.Outcome.PENDING);
            Feed.send(pipeline.topics(), 40, 45);
            await().atMost(LIMIT)
                    .untilAsserted(() -> assertThat(waitingFor(service)).contains("a person to decide"));

            // When a teacher is imported meanwhile
            ModelRef imported = new ModelRef("manual", 9);
            registry.teacher(imported);
            workers.announce(new ModelEvent.ModelPromoted(imported, "teacher", 1, null, Instant.EPOCH));
            await().atMost(LIMIT).untilAsserted(() -> assertThat(get(service, "/api/v1/status")
                            .path("teacher")
                            .path("version")
                            .asInt())
                    .isEqualTo(9));
            await().atMost(LIMIT)
                    .untilAsserted(() -> assertThat(registry.evaluations()).containsKey("0-validation-v1-against-v9"));
            assertThat(registry.evaluations()
                            .get("0-validation-v1-against-v9")
                            .comparison()
                            .incumbent())
                    .isEqualTo(imported);
            await().atMost(LIMIT)
                    .untilAsserted(() -> assertThat(waitingFor(service)).contains("a person to decide"));

            // When
            ModelRef model = new ModelRef("manual", 1);
            workers.announce(new ModelEvent.ModelRejected(model, "teacher", List.of("not today"), Instant.EPOCH));

            // Then
            await().atMost(LIMIT)
                    .untilAsserted(() -> assertThat(states(service)).containsExactly("0=rejected", "1=labeling"));

            // When another consumer takes the tasks
            TestBroker.shared()
                    .admin()
                    .pass(pipeline.topics().labelers(), pipeline.topics().labelingTasks());

            // Then
            await().atMost(LIMIT)
                    .untilAsserted(() -> assertThat(states(service)).containsExactly("0=rejected", "1=failed"));
            JsonNode passed = get(service, "/api/v1/generations/1");
            assertThat(passed.path("code").asText()).isEqualTo("TASKS_PASSED");
            assertThat(passed.path("reason").asText())
                    .startsWith("the group manual-labelers is at the end of manual.labeling-tasks");
            assertThat(send(service, "POST", "/api/v1/generations").statusCode())
                    .isEqualTo(201);

            // When the broker loses the images that are labeled
            TestBroker.shared()
                    .admin()
                    .lose(pipeline.config(), pipeline.topics().unlabeled());

            // Then
            await().atMost(LIMIT).untilAsserted(() -> assertThat(states(service))
                    .containsExactly("0=rejected", "1=failed", "2=failed"));
            assertThat(get(service, "/api/v1/generations/2").path("code").asText())
                    .isEqualTo("LOG_RESET");

            // When the next teacher has the classes in another order
            List<String> reversed = new ArrayList<>(pipeline.config().classes());
            Collections.reverse(reversed);
            ModelRef other = new ModelRef("manual", 10);
            registry.add(new ModelVersion(other, "0".repeat(64), 1, reversed, null, null, Instant.EPOCH));
            registry.teacher(other);

            // Then
            await().atMost(LIMIT).untilAsserted(() -> assertThat(waitingFor(service))
                    .startsWith("SIGNATURE_MISMATCH manual/10: the teacher's classes are " + reversed));
            assertThat(get(service, "/api/v1/status")
                            .path("teacher")
                            .path("version")
                            .asInt())
                    .isEqualTo(10);
            HttpResponse<String> refused = send(service, "POST", "/api/v1/generations");
            assertThat(refused.statusCode()).isEqualTo(409);
            assertThat(refused.body()).contains("SIGNATURE_MISMATCH");
        }
    }

    /** Of a broker that had the pipeline before. */
    private static FakeRegistry olderThanTheLog(PipelineConfig pipeline) {
        TrainingRequest request = new TrainingRequest(
                "0-s0",
                pipeline.name(),
                0,
                0,
                TrainingRequest.Purpose.STUDENT,
                pipeline.recipe(0),
                pipeline.selection(),
                1,
                null,
                TrainingRanges.supervised(List.of()),
                "a-former-log",
                null,
                null,
                null);
        FakeRegistry registry = new FakeRegistry(pipeline.classes());
        registry.add(new ModelVersion(
                new ModelRef(pipeline.name(), 7),
                "0".repeat(64),
                1,
                pipeline.classes(),
                new Lineage(request, Map.of()),
                null,
                Instant.EPOCH));
        return registry;
    }

    /** What an administrator or retention does: the head of the log goes, of which generation 1 has learned. */
    private static void assertLossIsNoticed(TestPipeline pipeline) throws Exception {
        Map<String, Object> client =
                Map.of("bootstrap.servers", TestBroker.shared().bootstrapServers());
        String topic = pipeline.topics().unlabeled();
        try (Admin admin = Admin.create(client);
                GenerationFollower follower = new GenerationFollower(
                        new OwnerSettings(pipeline.topics(), client, Duration.ofSeconds(1), Duration.ofMinutes(1)))) {
            new Thread(follower, "follower").start();
            await().atMost(LIMIT).until(follower::isLoaded);
            assertThat(follower.generations().open())
                    .as("a copy of the first state changes nothing")
                    .isEmpty();
            DataWatch watch = new DataWatch(pipeline.topics(), follower);
            admin.deleteRecords(Map.of(new TopicPartition(topic, 0), RecordsToDelete.beforeOffset(5)))
                    .all()
                    .get();
            watch.look(new LogEnds(admin));
            assertThat(watch.review().orElseThrow().missing()).containsExactly(new LogRange(topic, 0, 0, 5));
            assertThat(watch.warnings())
                    .anyMatch(line -> line.contains("5 records that are gone (" + topic + "-0[0,5)"));
        }
    }

    private static void assertEvidence(FakeRegistry registry) {
        assertThat(registry.teacher("loop")).isEqualTo(new ModelRef("loop", 2));
        assertThat(registry.evaluations().keySet())
                .containsExactlyInAnyOrder(
                        "0-validation-v1",
                        "0-test-v1",
                        "1-validation-v2",
                        "1-test-v2",
                        "control-1-validation-v3",
                        "control-1-test-v3",
                        "control-1-validation-v2",
                        "control-1-test-v2");
        assertThat(registry.evaluations().get("control-1-test-v2").comparison().incumbent())
                .isEqualTo(new ModelRef("loop", 3));
        assertThat(registry.promotionRequests()).allSatisfy(request -> assertThat(request.evidence())
                .singleElement()
                .asString()
                .contains("validation"));
        ModelEvaluation evidence = registry.evaluations().get("1-validation-v2");
        assertThat(evidence.split()).isEqualTo(Split.VALIDATION);
        // 20 records per partition: 10 held out, rows 0, 2, .. 8 for validation; row % 4 < 1 + version is right.
        assertThat(evidence.metrics().samples()).isEqualTo(10);
        assertThat(evidence.metrics().top1()).isEqualTo(1.0);
        assertThat(evidence.comparison().incumbent()).isEqualTo(new ModelRef("loop", 1));
        assertThat(evidence.comparison().onlyCandidate()).isEqualTo(4);
    }

    private void assertControl(ServiceProcess service) throws Exception {
        JsonNode control = get(service, "/api/v1/generations/control-1");
        // Generation 0 has 5 steps of 64 rows, its student 7 steps of 320.
        assertThat(control.path("plan").path("recipe").path("steps").asInt()).isEqualTo(40);
        assertThat(control.path("candidate").path("test").path("samples").asInt())
                .isEqualTo(10);
        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(waitingFor(service)).contains("500 new unlabeled records"));
        JsonNode status = get(service, "/api/v1/status");
        assertThat(status.path("finished").asBoolean()).isTrue();
        assertThat(status.at("/teacher/version").asInt()).isEqualTo(2);
        assertThat(status.path("controls")).singleElement().satisfies(beside -> {
            assertThat(beside.path("generation").asInt()).isEqualTo(1);
            assertThat(beside.path("state").asText()).isEqualTo("measured");
            assertThat(beside.at("/student/model/version").asInt()).isEqualTo(2);
            assertThat(beside.at("/control/model/version").asInt()).isEqualTo(3);
            assertThat(beside.at("/student/imagePasses").asInt()).isEqualTo(5 * 64 + 7 * 320);
            assertThat(beside.at("/control/imagePasses").asInt()).isEqualTo(5 * 64 + 7 * 320);
            assertThat(beside.at("/control/test/samples").asInt()).isEqualTo(10);
        });
    }

    private void assertStream(ServiceProcess service) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(service.uri("/api/v1/generations/stream"))
                .build();
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                HttpClient.newHttpClient()
                        .send(request, HttpResponse.BodyHandlers.ofInputStream())
                        .body(),
                StandardCharsets.UTF_8))) {
            String line = lines.readLine();
            while (line != null && !line.startsWith("data:")) {
                line = lines.readLine();
            }
            assertThat(line).isNotNull();
            assertThat(mapper.readTree(line.substring("data:".length()))
                            .path("state")
                            .asText())
                    .isEqualTo("promoted");
        }
    }

    private void assertOpenness(ServiceProcess service) throws Exception {
        assertThat(get(service, "/q/health/ready").path("status").asText()).isEqualTo("UP");
        assertThat(get(service, "/q/health/live").path("status").asText()).isEqualTo("UP");
        assertThat(send(service, "GET", "/q/openapi").body())
                .contains("/api/v1/generations/{id}/cancel", "/api/v1/dead-letters/{id}/replay");
        assertThat(send(service, "GET", "/q/metrics").body())
                .contains("noisystudent_curriculum_active 1.0")
                .contains("noisystudent_curriculum_data_missing_records 0.0")
                .contains("noisystudent_curriculum_data_scattered_keys 2.0")
                .contains("noisystudent_curriculum_without_promotion 0.0")
                .contains("noisystudent_curriculum_state{state=\"training\"} 0.0")
                .contains("noisystudent_curriculum_bad_messages_total{topic=\"models\"} 0.0")
                .contains("noisystudent_curriculum_decisions_total{outcome=\"promoted\"} 2.0");
        HttpResponse<String> unknown = send(service, "GET", "/api/v1/generations/7");
        assertThat(unknown.statusCode()).isEqualTo(404);
        assertThat(unknown.headers().firstValue("content-type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("application/problem+json"));
        assertThat(mapper.readTree(unknown.body()).path("code").asText()).isEqualTo("GENERATION_NOT_FOUND");
        assertThat(send(service, "POST", "/api/v1/generations/1/cancel").statusCode())
                .isEqualTo(409);
        assertThat(mapper.readTree(send(service, "GET", "/api/v1/nothing").body())
                        .path("code")
                        .asText())
                .isEqualTo("NOT_FOUND");
    }

    private static List<String> states(ServiceProcess service) {
        List<String> states = new ArrayList<>();
        service.get("/api/v1/generations")
                .orElseThrow()
                .path("items")
                .forEach(state -> states.add(state.path("plan").path("id").asText() + "="
                        + state.path("state").asText()));
        return states;
    }

    private static String waitingFor(ServiceProcess service) {
        return service.get("/api/v1/status")
                .map(status -> status.path("waitingFor").asText())
                .orElse("");
    }

    private static JsonNode get(ServiceProcess service, String path) {
        return service.get(path).orElseThrow();
    }

    private static HttpResponse<String> send(ServiceProcess service, String method, String path) {
        return service.ask(method, path).orElseThrow();
    }
}
