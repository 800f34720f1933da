package io.noisystudent.launcher.command;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

import static org.assertj.core.api.Assertions.assertThat;

@DisabledOnOs(OS.WINDOWS)
class StartScriptTest {
    @Test
    void shouldShowWhatAJavaSaysThatDoesNotStart() throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder("../noisy-student", "--help").redirectErrorStream(true);
        builder.environment().put("JAVA_TOOL_OPTIONS", "-XX:+NoSuchOption");
        Process process = builder.start();

        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor()).isEqualTo(1);
        assertThat(output).contains("Unrecognized VM option 'NoSuchOption'", "Correct JAVA_TOOL_OPTIONS");
    }
}
