package io.noisystudent.launcher.stack;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
                    .hasMessageContaining("process " + ProcessHandle.current().pid())
                    .hasMessageContaining("--home");
        }
        HomeLock.acquire(home).close();
    }

    @Test
    void shouldHoldAHomeWhileItIsEmptied() {
        // Given
        Home home = new Home(directory);
        HomeMark.DEMO.put(home);

        // When
        try (HomeLock held = HomeLock.acquire(home)) {
            held.home().clear(home.scratch());

            // Then
            assertThatThrownBy(() -> HomeLock.acquire(home)).isInstanceOf(NoisyStudentException.class);
        }
    }
}
