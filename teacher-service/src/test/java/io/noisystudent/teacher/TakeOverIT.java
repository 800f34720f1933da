package io.noisystudent.teacher;

import com.fasterxml.jackson.databind.JsonNode;
import io.noisystudent.contracts.event.EvaluationTask;
import io.noisystudent.contracts.event.LabelingTask;
import io.noisystudent.contracts.event.TrainingRequest;
import io.noisystudent.teacher.testing.Feed;
import io.noisystudent.teacher.testing.TeacherProcesses;
import io.noisystudent.teacher.testing.TestPipeline;
import io.noisystudent.teacher.testing.Workers;
import io.noisystudent.testkit.process.ServiceProcess;
import io.noisystudent.testkit.registry.FakeRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The packaged service is killed or held up in the middle of a generation; another goes on from what was written. */
class TakeOverIT {
    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static final int ANSWERED_AT_FIRST = 3;

    @Test
    void shouldGoOnAfterAKillWithoutRepeatingOrLosingATask() {
        TestPipeline pipeline = TestPipeline.named("restart", "auto");
        try (FakeRegistry registry = new FakeRegistry(pipeline.config().classes());
                Workers workers = new Workers(pipeline.topics(), ANSWERED_AT_FIRST)) {
            // Given
            Feed.send(pipeline.topics(), 40, 95);
            try (ServiceProcess first = TeacherProcesses.start(pipeline, registry, "first")) {
                awaitHalfLabeled(first);
                first.kill();
            }

            // When
            try (ServiceProcess second = TeacherProcesses.start(pipeline, registry, "second")) {
                workers.permitLabeling();
                awaitControl(second);
            }

            // Then
            assertEveryTaskOnce(workers);
        }
    }

    @Test
    void shouldHandOverToTheInstanceThatStandsByAndRefuseTheOneThatWakesUp() {
        TestPipeline pipeline = TestPipeline.named("standby", "auto");
        try (FakeRegistry registry = new FakeRegistry(pipeline.config().classes());
                Workers workers = new Workers(pipeline.topics(), ANSWERED_AT_FIRST);
                ServiceProcess one = TeacherProcesses.start(pipeline, registry, "one");
                ServiceProcess other = TeacherProcesses.start(pipeline, registry, "other")) {
            // Given
            await().atMost(LIMIT).until(() -> one.isReady() && other.isReady());
            await().atMost(LIMIT).until(() -> TeacherProcesses.isActive(one) != TeacherProcesses.isActive(other));
            Feed.send(pipeline.topics(), 40, 95);
            await().atMost(LIMIT).until(() -> isHalfLabeled(one) || isHalfLabeled(other));
            ServiceProcess active = TeacherProcesses.isActive(one) ? one : other;
            ServiceProcess standby = active == one ? other : one;
            assertStandsBy(standby);

            // When
            active.signal("STOP");
            workers.permitLabeling();
            awaitControl(standby);
            active.signal("CONT");

            // Then
            await().atMost(LIMIT)
                    .until(() ->
                            active.isReady() && TeacherProcesses.isActive(one) != TeacherProcesses.isActive(other));
            assertThat(List.of(one, other)).allSatisfy(TakeOverIT::awaitControl);
            assertEveryTaskOnce(workers);
        }
    }

    @Test
    void shouldRefuseAWrongDeclarationWithAllItsProblemsAndNoStackTrace(@TempDir Path directory) throws Exception {
        // Given
        Path file = directory.resolve("pipeline.yaml");
        Files.writeString(file, """
                pipeline:
                  name: wrong
                  color: blue
                  image: {height: -3, width: 8, channels: 1}
                  classes: [cat, cat]
                  recipes: [{network: wrn-9000}]
                """);

        // When
        try (ServiceProcess process = TeacherProcesses.start(Map.of("noisystudent.pipeline.file", file.toString()))) {
            int exit = process.awaitExit(Duration.ofMinutes(1));

            // Then
            assertThat(exit).isNotZero();
            assertThat(process.output())
                    .contains("CONFIG_INVALID")
                    .contains("color")
                    .contains("-3")
                    .contains("cat")
                    .contains("wrn-9000")
                    .doesNotContain("\tat ");
        }
    }

    private static void awaitHalfLabeled(ServiceProcess service) {
        await().atMost(LIMIT).until(() -> isHalfLabeled(service));
    }

    private static boolean isHalfLabeled(ServiceProcess service) {
        return service.get("/api/v1/generations/1")
                .map(state -> state.path("labeling").path("tasksDone").asInt() == ANSWERED_AT_FIRST)
                .orElse(false);
    }

    private static void awaitControl(ServiceProcess service) {
        await().atMost(LIMIT).until(() -> service.get("/api/v1/generations/control-1")
                .map(state -> state.path("state").asText().equals("measured"))
                .orElse(false));
    }

    private static void assertStandsBy(ServiceProcess standby) {
        JsonNode status = standby.get("/api/v1/status").orElseThrow();
        assertThat(status.path("active").asBoolean()).isFalse();
        assertThat(status.path("teacher").path("version").asInt()).isEqualTo(1);
        assertThat(status.path("open").path("state").asText()).isEqualTo("labeling");
        assertThat(standby.ask("POST", "/api/v1/generations/1/cancel").orElseThrow())
                .satisfies(answer -> assertThat(answer.statusCode()).isEqualTo(503))
                .satisfies(answer -> assertThat(answer.body()).contains("NOT_ACTIVE"));
    }

    private static void assertEveryTaskOnce(Workers workers) {
        List<String> labeling =
                workers.labelingTasks().stream().map(LabelingTask::id).toList();
        assertThat(labeling).hasSize(10).doesNotHaveDuplicates();
        assertThat(workers.labelingTasks().stream()
                        .mapToLong(task -> task.range().length())
                        .sum())
                .isEqualTo(95);
        assertThat(workers.trainingRequests())
                .extracting(TrainingRequest::id)
                .containsExactly("0-s0", "1-s0", "control-1-s0");
        assertThat(workers.evaluationTasks())
                .extracting(EvaluationTask::id)
                .hasSize(10)
                .doesNotHaveDuplicates();
    }
}
