package io.noisystudent.inference;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class NvidiaDriverTest {
    @TempDir
    private Path folder;

    @Test
    void shouldReadWhatTheKernelSays() throws IOException {
        // Given
        Files.writeString(folder.resolve("version"), """
                NVRM version: NVIDIA UNIX Open Kernel Module for x86_64  580.159.04  Release Build  (x@y)
                GCC version:  gcc version 13.3.0 (Ubuntu 13.3.0-6ubuntu2)
                """);
        Files.createDirectories(folder.resolve("gpus/0000:41:00.0"));

        // When, Then
        assertThat(NvidiaDriver.in(folder)).hasToString("driver 580.159.04, 1 card");
    }

    @Test
    void shouldSayThatThereIsNone() {
        assertThat(NvidiaDriver.in(folder.resolve("none"))).hasToString("no NVIDIA driver is loaded");
    }
}
