package io.noisystudent.teacher;

import io.noisystudent.teacher.testing.TeacherProcesses;
import io.noisystudent.teacher.testing.TestPipeline;
import io.noisystudent.testkit.process.ServiceProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** The service as it is shipped, with settings that a person has to correct. */
class RefusedStartIT {
    private static final int REFUSED = 2;
    private static final Duration LIMIT = Duration.ofMinutes(1);

    @Test
    void shouldReportWhatIsWrongWithSettingsAndPipelineAtOnce(@TempDir Path directory) throws Exception {
        // Given
        Path wrong = Files.writeString(directory.resolve("pipeline.yaml"), "pipeline: {name: BAD, classses: [a, a]}\n");

        // When
        try (ServiceProcess service = TeacherProcesses.start(Map.of(
                "noisystudent.pipeline.file", wrong.toString(),
                "noisystudent.curriculum.passed-after", "soon",
                "noisystudent.curriculum.color", "blue"))) {
            // Then
            assertThat(service.awaitExit(LIMIT)).isEqualTo(REFUSED);
            assertThat(service.output().lines().filter(line -> !line.startsWith("Picked up")))
                    .first()
                    .isEqualTo("teacher-service does not start.");
            assertThat(service.output())
                    .contains("noisystudent.curriculum.passed-after", "noisystudent.curriculum.color")
                    .contains("CONFIG_INVALID " + wrong, "BAD", "classses")
                    .doesNotContain("\tat ");
        }
    }

    @Test
    void shouldEndWhenQuarkusRunsAlready() throws Exception {
        // Given
        TestPipeline pipeline = TestPipeline.named("refused", "auto");

        // When
        try (ServiceProcess service = TeacherProcesses.start(Map.of(
                "noisystudent.pipeline.file",
                pipeline.file().toString(),
                "noisystudent.transport.allow-insecure",
                "everything"))) {
            // Then
            assertThat(service.awaitExit(LIMIT)).isEqualTo(REFUSED);
            assertThat(service.output())
                    .contains("teacher-service does not start. CONFIG_INVALID transport: ", "names 'everything'")
                    .doesNotContain("\tat ");
        }
    }
}
