package io.noisystudent.bench.worker;

import io.noisystudent.bench.statistics.NotMeasuredException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class BenchWorkersTest {
    @TempDir
    private Path directory;

    @Test
    void shouldKillAWorkerThatDoesNotAnswerInTimeAndStartAnotherForTheNextPart() throws IOException {
        try (BenchWorkers workers = new BenchWorkers(hangingFirst())) {
            // Given
            workers.limit(0.2);
            WorkerProcess hanging = workers.python();

            // When / Then
            assertThatThrownBy(() -> hanging.ask("train"))
                    .isInstanceOf(NotMeasuredException.class)
                    .hasMessage("Python took too long, and was ended during: train");
            assertThatThrownBy(workers::python)
                    .isInstanceOf(NotMeasuredException.class)
                    .hasMessage("no time is left");

            // When
            workers.limit(60);

            // Then
            assertThat(workers.python().ask("train")).containsExactly(1, 2, 3);
        }
    }

    private String hangingFirst() throws IOException {
        Path file = Files.writeString(directory.resolve("program"), """
                #!/bin/sh
                if [ -e "$0.started" ]; then
                    while read -r line; do echo 1 2 3; done
                else
                    touch "$0.started"
                    exec sleep 60
                fi
                """);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"))
                .toString();
    }
}
