package io.noisystudent.bench.worker;

import io.noisystudent.bench.statistics.Measurement;
import io.noisystudent.bench.statistics.NotMeasuredException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class WorkerProcessTest {
    @Test
    void shouldAskAProcessAndHearWhyNot() {
        // Given
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        List<String> command =
                List.of(java, "-Xint", "-cp", System.getProperty("java.class.path"), AnsweringWorker.class.getName());

        try (WorkerProcess worker = WorkerProcess.start("a worker", command, Map.of("GREETING", "7"))) {
            // When / Then
            assertThat(worker.measure("say", 3, 2.5, 1)).isEqualTo(new Measurement(3, 2.5, 1));
            assertThat(worker.ask("environment")).containsExactly(7);
            assertRefused(worker, "fail", "a worker: the reason");
            assertRefused(worker, "babble", "a worker answered: blah");
            assertRefused(worker, "one", "instead of units, seconds and CPU-seconds");
            assertThat(worker.measure("say", 1, 1, 1)).isEqualTo(new Measurement(1, 1, 1));
            assertRefused(worker, "end", "a worker ended during: end");
        }
    }

    @Test
    void shouldSayThatThereIsNoSuchProgram() {
        assertThatExceptionOfType(NotMeasuredException.class)
                .isThrownBy(() -> WorkerProcess.start("Python", List.of("no-such-program-anywhere"), Map.of()))
                .withMessageContaining("Python does not start")
                .withMessageContaining("no-such-program-anywhere");
    }

    @Test
    void shouldNotMeasurePythonWithoutAnInterpreter() {
        try (BenchWorkers workers = new BenchWorkers(null)) {
            assertThatExceptionOfType(NotMeasuredException.class)
                    .isThrownBy(workers::python)
                    .withMessage("no --python was given");
        }
    }

    private static void assertRefused(WorkerProcess worker, String word, String reason) {
        assertThatExceptionOfType(NotMeasuredException.class)
                .isThrownBy(() -> worker.measure(word))
                .withMessageContaining(reason);
    }
}
