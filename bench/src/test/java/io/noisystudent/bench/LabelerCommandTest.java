package io.noisystudent.bench;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class LabelerCommandTest {
    @Test
    void shouldMeasureNothingOnADeviceThatItWouldHaveToChoose() {
        // Given
        StringWriter errors = new StringWriter();

        // When
        int status = Bench.commandLine(new LabelerCommand())
                .setErr(new PrintWriter(errors, true))
                .execute("--device=auto");

        // Then
        assertThat(status).isEqualTo(1);
        assertThat(errors.toString()).contains("CONFIG_INVALID", "give cuda or cpu");
    }
}
