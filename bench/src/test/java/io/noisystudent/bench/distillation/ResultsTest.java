package io.noisystudent.bench.distillation;

import io.noisystudent.contracts.error.NoisyStudentException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ResultsTest {
    private static final Outcome ROW = new Outcome("a.seed-1", "f1", 0.5, 2, List.of(0.25, 0.5));

    @TempDir
    private Path directory;

    @Test
    void shouldGoOnAfterTheRowsThatAreThere() throws IOException {
        // Given
        new Results(directory).of("a.seed-1", "f1", () -> ROW);
        // A command that was killed while it wrote.
        Files.writeString(directory.resolve("results.jsonl"), "\n{\"id\":\"b", StandardOpenOption.APPEND);
        Outcome other = new Outcome("b.seed-1", "f2", 0.75, 2, List.of());

        // When
        Results again = new Results(directory);
        Outcome found = again.of("a.seed-1", "f1", () -> {
            throw new IllegalStateException("done twice");
        });
        again.of("b.seed-1", "f2", () -> other);

        // Then
        assertThat(found).isEqualTo(ROW);
        assertThat(new Results(directory).find("b.seed-1", "f2")).contains(other);
        assertThat(again.find("c.seed-1", "f1")).isEmpty();
    }

    @Test
    void shouldRefuseRowsOfOtherSettings() throws IOException {
        Results results = new Results(directory);
        results.of("a.seed-1", "f1", () -> ROW);

        assertThatThrownBy(() -> results.find("a.seed-1", "f2"))
                .isInstanceOf(NoisyStudentException.class)
                .hasMessageContaining("of other settings (f1, now f2)");
    }
}
