package io.noisystudent.launcher.stack;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class HomeLockTest {
    @TempDir
    private Path directory;

    @Test
    void shouldRefuseAHomeThatIsInUse() {
        // Given
        Home home = new Home(directory.resolve("home"));

        // When
        try (HomeLock held = HomeLock.acquire(home)) {
            // Then
            assertThatThrownBy(() -> HomeLock.acquire(held.home()))
                    .isInstanceOf(NoisyStudentException.class)
                    .hasFieldOrPropertyWithValue("code", ErrorCode.HOME_IN_USE)
                    .hasMessageContaining("--home");
        }
        HomeLock.acquire(home).close();
    }

    @Test
    void shouldHoldAHomeWhileItIsEmptied() throws IOException {
        // Given
        Home home = new Home(directory);
        home.create();
        Files.writeString(home.log("labeler-service"), "old");

        // When
        try (HomeLock held = HomeLock.acquire(home)) {
            held.home().clear();

            // Then
            assertThat(directory).isDirectoryNotContaining(file -> !file.equals(home.lockFile()));
            assertThatThrownBy(() -> HomeLock.acquire(home)).isInstanceOf(NoisyStudentException.class);
        }
    }
}
