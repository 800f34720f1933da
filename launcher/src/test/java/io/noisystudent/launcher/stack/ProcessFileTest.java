package io.noisystudent.launcher.stack;

import io.noisystudent.launcher.stack.SupervisedTest.Sleeper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class ProcessFileTest {
    @TempDir
    private Path directory;

    private final List<String> console = new ArrayList<>();
    private final Sleeper process = Sleeper.start();

    @AfterEach
    void end() {
        process.close();
    }

    @Test
    void shouldEndAndNameWhatAnEarlierRunLeft() {
        // Given
        new ProcessFile(new Home(directory)).note("model-registry", process.handle());

        // When
        new ProcessFile(new Home(directory)).endLeftOvers(console::add);

        // Then
        assertThat(process.process().isAlive()).isFalse();
        assertThat(console)
                .containsExactly("model-registry of an earlier run still runs (process "
                        + process.process().pid() + "); it is ended");
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void shouldLeaveAProcessThatWasGivenTheIdLater() throws IOException {
        // Given
        Home home = new Home(directory);
        new ProcessFile(home).note("model-registry", process.handle());
        String text = Files.readString(home.processFile());
        Files.writeString(home.processFile(), text.replaceAll("\"started\" : \"\\d{4}", "\"started\" : \"1999"));

        // When
        new ProcessFile(home).endLeftOvers(console::add);

        // Then
        assertThat(process.process().isAlive()).isTrue();
        assertThat(console).isEmpty();
    }

    @Test
    void shouldEndNothingWhenTheFileIsNotItsOwn() throws IOException {
        // Given
        Home home = new Home(directory);
        Files.writeString(home.processFile(), "[{\"pid\": " + process.process().pid() + "}]");

        // When
        new ProcessFile(home).endLeftOvers(console::add);

        // Then
        assertThat(process.process().isAlive()).isTrue();
    }

    @Test
    void shouldForgetProcessesThatWereStopped() {
        // Given
        ProcessFile file = new ProcessFile(new Home(directory));
        file.note("model-registry", process.handle());

        // When
        file.forget();
        file.endLeftOvers(console::add);

        // Then
        assertThat(process.process().isAlive()).isTrue();
    }
}
