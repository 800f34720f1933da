package io.noisystudent.teacher;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.noisystudent.contracts.config.Split;
import io.noisystudent.contracts.event.EvaluationTask;
import io.noisystudent.contracts.event.LabelingTask;
import io.noisystudent.contracts.event.ModelRef;
import io.noisystudent.contracts.event.TrainingRequest;
import io.noisystudent.contracts.registry.Evaluation;
import io.noisystudent.teacher.testing.FakeRegistry;
import io.noisystudent.teacher.testing.Feed;
import io.noisystudent.teacher.testing.StackResource;
import io.noisystudent.teacher.testing.TestPipeline;
import io.noisystudent.teacher.testing.Workers;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

@QuarkusTest
@QuarkusTestResource(StackResource.class)
class CurriculumLoopIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final HttpClient http = HttpClient.newHttpClient();
    private final ObjectMapper mapper = new ObjectMapper();

    FakeRegistry registry;
    TestPipeline pipeline;

    @TestHTTPResource("/")
    URI service;

    @Test
    void shouldGoRoundTheLoopToTheControl() throws Exception {
        // Given
        await().atMost(LIMIT).untilAsserted(() -> assertThat(
                        get("/api/v1/status").path("waitingFor").asText())
                .isEqualTo("waiting for labelled images"));
        assertThat(send("POST", "/api/v1/generations").statusCode()).isEqualTo(409);

        // When
        Feed.send(pipeline.topics(), 40, 45);
        try (Workers workers = new Workers(pipeline.topics(), 1_000)) {
            await().atMost(LIMIT).untilAsserted(() -> assertThat(states())
                    .containsExactly("0=promoted", "1=promoted", "control-1=measured"));

            // Then
            assertThat(workers.labelingTasks())
                    .extracting(LabelingTask::id)
                    .hasSize(5)
                    .doesNotHaveDuplicates();
            assertThat(workers.trainingRequests())
                    .extracting(TrainingRequest::id)
                    .containsExactly("0-s0", "1-s0", "control-1-s0");
            assertThat(workers.evaluationTasks())
                    .extracting(EvaluationTask::id)
                    .containsExactlyInAnyOrder(
                            "0-e-1-0",
                            "0-e-1-1",
                            "1-e-2-0",
                            "1-e-2-1",
                            "1-e-1-0",
                            "1-e-1-1",
                            "control-1-e-3-0",
                            "control-1-e-3-1",
                            "control-1-e-2-0",
                            "control-1-e-2-1");
        }
        assertThat(registry.teacher()).isEqualTo(new ModelRef("loop", 2));
        assertThat(registry.evaluations().keySet())
                .containsExactlyInAnyOrder(
                        "0-validation-v1",
                        "0-test-v1",
                        "1-validation-v2",
                        "1-test-v2",
                        "control-1-validation-v3",
                        "control-1-test-v3");
        assertThat(registry.promotionRequests())
                .allSatisfy(request -> assertThat(request.evidence()).hasSize(1));
        Evaluation evidence = registry.evaluations().get("1-validation-v2");
        assertThat(evidence.split()).isEqualTo(Split.VALIDATION);
        // 20 records per partition: 10 held out, rows 0, 2, .. 8 for validation; row % 4 < 1 + version is right.
        assertThat(evidence.metrics().samples()).isEqualTo(10);
        assertThat(evidence.metrics().top1()).isEqualTo(1.0);
        assertThat(evidence.comparison().incumbent()).isEqualTo(new ModelRef("loop", 1));
        assertThat(evidence.comparison().onlyCandidate()).isEqualTo(4);
        shouldTellHowTheControlWasMade();
        shouldStreamTheStates();
        shouldBeOpenAboutItself();
    }

    private void shouldTellHowTheControlWasMade() throws Exception {
        JsonNode control = get("/api/v1/generations/control-1");
        assertThat(control.path("plan").path("recipe").path("steps").asInt()).isEqualTo(12);
        assertThat(control.path("candidate").path("test").path("samples").asInt())
                .isEqualTo(10);
        await().atMost(LIMIT).untilAsserted(() -> assertThat(
                        get("/api/v1/status").path("waitingFor").asText())
                .contains("500 new unlabelled records"));
        assertThat(get("/api/v1/status").path("teacher").path("version").asInt())
                .isEqualTo(2);
    }

    private void shouldStreamTheStates() throws Exception {
        HttpRequest request = HttpRequest.newBuilder(service.resolve("/api/v1/generations/stream"))
                .build();
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                http.send(request, HttpResponse.BodyHandlers.ofInputStream()).body(), StandardCharsets.UTF_8))) {
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

    private void shouldBeOpenAboutItself() throws Exception {
        assertThat(get("/q/health/ready").path("status").asText()).isEqualTo("UP");
        assertThat(get("/q/health/live").path("status").asText()).isEqualTo("UP");
        assertThat(send("GET", "/q/openapi").body()).contains("/api/v1/generations/{id}/cancel");
        assertThat(send("GET", "/q/metrics").body())
                .contains("noisystudent_curriculum_active 1.0")
                .contains("noisystudent_curriculum_decisions_total{outcome=\"promoted\"} 2.0");
        HttpResponse<String> unknown = send("GET", "/api/v1/generations/7");
        assertThat(unknown.statusCode()).isEqualTo(404);
        assertThat(unknown.headers().firstValue("content-type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("application/problem+json"));
        assertThat(mapper.readTree(unknown.body()).path("code").asText()).isEqualTo("GENERATION_NOT_FOUND");
        assertThat(send("POST", "/api/v1/generations/1/cancel").statusCode()).isEqualTo(409);
        assertThat(mapper.readTree(send("GET", "/api/v1/nothing").body())
                        .path("code")
                        .asText())
                .isEqualTo("NOT_FOUND");
    }

    private List<String> states() throws Exception {
        List<String> states = new java.util.ArrayList<>();
        get("/api/v1/generations")
                .path("items")
                .forEach(state -> states.add(state.path("plan").path("id").asText() + "="
                        + state.path("state").asText()));
        return states;
    }

    private JsonNode get(String path) throws Exception {
        HttpResponse<String> answer = send("GET", path);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return mapper.readTree(answer.body());
    }

    private HttpResponse<String> send(String method, String path) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(service.resolve(path))
                .method(method, HttpRequest.BodyPublishers.noBody())
                .build();
        return http.send(request, HttpResponse.BodyHandlers.ofString());
    }
}
