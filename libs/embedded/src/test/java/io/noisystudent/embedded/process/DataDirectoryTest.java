package io.noisystudent.embedded.process;

import io.noisystudent.contracts.error.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class DataDirectoryTest {
    @TempDir
    Path directory;

    @Test
    void shouldMakeAnAbsentDirectory() {
        Path prepared = DataDirectory.prepare(directory.resolve("a/./b"), 1);
        assertThat(prepared).isEqualTo(directory.resolve("a/b")).isEmptyDirectory();
    }

    @Test
    void shouldNameTheDirectoryWhoseDiskIsFull() {
        assertThatThrownBy(() -> DataDirectory.prepare(directory, Long.MAX_VALUE))
                .hasFieldOrPropertyWithValue("code", ErrorCode.DISK_FULL)
                .hasFieldOrPropertyWithValue("subject", directory.toString())
                .hasMessageContaining("MiB are free");
    }

    @Test
    void shouldRefuseADirectoryThatCannotBeWritten() throws IOException {
        // Given
        Path file = Files.createFile(directory.resolve("file"));
        // Then
        assertThatThrownBy(() -> DataDirectory.prepare(file.resolve("data"), 1))
                .hasFieldOrPropertyWithValue("code", ErrorCode.CONFIG_INVALID)
                .hasMessageContaining("choose another");
    }
}
