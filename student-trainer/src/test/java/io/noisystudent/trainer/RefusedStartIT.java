package io.noisystudent.trainer;

import io.noisystudent.testkit.process.ServiceProcess;
import io.noisystudent.testkit.registry.FakeRegistry;
import io.noisystudent.testkit.stack.EmbeddedStack;
import io.noisystudent.trainer.testing.ShapesPipeline;
import io.noisystudent.trainer.testing.Trainers;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** The service as it is shipped, with settings that a person has to correct. */
class RefusedStartIT {
    private static final int REFUSED = 2;

    @TempDir
    private Path directory;

    @Test
    void shouldReportWhatIsWrongBeforeAndAfterQuarkusRuns() {
        try (EmbeddedStack stack = EmbeddedStack.start();
                FakeRegistry registry = new FakeRegistry(ShapesPipeline.PIPELINE.classes())) {
            Map<String, String> wrong =
                    Map.of("noisystudent.trainer.threads", "0", "noisystudent.trainer.max-starts", "0");
            try (ServiceProcess trainer = Trainers.start(stack, registry.uri(), directory, wrong)) {
                assertThat(trainer.awaitExit(Trainers.LIMIT)).isEqualTo(REFUSED);
                assertThat(trainer.output())
                        .contains("student-trainer does not start.\nnoisystudent.trainer.threads is 0")
                        .doesNotContain("\tat ");
            }

            Map<String, String> unprotected = Map.of("noisystudent.transport.allow-insecure", "everything");
            try (ServiceProcess trainer = Trainers.start(stack, registry.uri(), directory, unprotected)) {
                assertThat(trainer.awaitExit(Trainers.LIMIT)).isEqualTo(REFUSED);
                assertThat(trainer.output())
                        .contains("student-trainer does not start. CONFIG_INVALID transport: ", "names 'everything'")
                        .doesNotContain("\tat ");
            }
        }
    }
}
