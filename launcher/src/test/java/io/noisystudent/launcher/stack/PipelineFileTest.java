package io.noisystudent.launcher.stack;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class PipelineFileTest {
    private static final String DIGITS = PipelineFile.builtIn("digits");

    @TempDir
    private Path directory;

    private Home home;
    private Path file;

    @BeforeEach
    void install() {
        home = new Home(directory);
        file = directory.resolve("other.yaml");
        PipelineFile.install(DIGITS, home);
    }

    @Test
    void shouldRefuseOtherClassesForThePipelineOfAHome() throws IOException {
        // Given
        Files.writeString(file, DIGITS.replace("\"0\", \"1\"", "\"1\", \"0\""));

        // Then
        assertThatThrownBy(() -> PipelineFile.choose(file, home))
                .isInstanceOfSatisfying(
                        NoisyStudentException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFIG_INVALID))
                .hasMessageContaining("[1, 0, 2")
                .hasMessageContaining("[0, 1, 2")
                .hasMessageContaining("a name of its own");
    }

    @Test
    void shouldTakeAnotherPipelineWithClassesOfItsOwn() throws IOException {
        // Given
        String other = DIGITS.replace("\"0\", \"1\"", "\"1\", \"0\"").replace("name: digits", "name: letters");
        Files.writeString(file, other);

        // Then
        assertThat(PipelineFile.choose(file, home)).isEqualTo(other);
    }

    @Test
    void shouldTakeAPipelineInPlaceOfADamagedFile() throws IOException {
        // Given
        Files.writeString(home.pipelineFile(), "name: [");
        Files.writeString(file, DIGITS);

        // Then
        assertThat(PipelineFile.choose(file, home)).isEqualTo(DIGITS);
    }
}
