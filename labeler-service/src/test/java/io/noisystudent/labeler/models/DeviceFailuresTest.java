package io.noisystudent.labeler.models;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.labeler.models.DeviceFailures.Use;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class DeviceFailuresTest {
    private static final Instant NOON = Instant.parse("2026-11-28T12:00:00Z");
    private final NoisyStudentException failure =
            new NoisyStudentException(ErrorCode.DEVICE_FAILED, "cuda:0", "CUDA failure 700\nand more");

    @TempDir
    private Path directory;

    @Test
    void shouldLeaveTheDeviceAloneOnceItEndedSeveralProcessesWithinAnHour() {
        // Given
        for (int process = 0; process < DeviceFailures.LIMIT; process++) {
            assertThat(at(NOON).tooMany()).isEmpty();
            DeviceFailures failures = at(NOON);
            failures.note(failure);
            // Other batches of the same process fail too.
            failures.note(failure);
        }

        // When, Then
        assertThat(at(NOON).tooMany()).hasValueSatisfying(reason -> {
            assertThat(reason.code()).isEqualTo(ErrorCode.DEVICE_FAILED);
            assertThat(reason.getMessage()).contains("3 processes", "CUDA failure 700", "device-failures.log");
        });
        assertThat(at(NOON.plus(DeviceFailures.WINDOW)).tooMany()).isEmpty();
        assertThat(at(NOON).avoided()).isEmpty();
        DeviceFailures onCpu = new DeviceFailures(directory, Clock.fixed(NOON, ZoneOffset.UTC), Use.NONE);
        assertThat(onCpu.tooMany()).isEmpty();
        assertThat(onCpu.avoided()).isEmpty();
    }

    @Test
    void shouldOnlyAvoidADeviceThatACpuCanStandInFor() {
        // Given
        for (int process = 0; process < DeviceFailures.LIMIT; process++) {
            at(NOON).note(failure);
        }

        // When
        DeviceFailures failures = new DeviceFailures(directory, Clock.fixed(NOON, ZoneOffset.UTC), Use.PREFERRED);

        // Then
        assertThat(failures.tooMany()).isEmpty();
        assertThat(failures.avoided())
                .hasValueSatisfying(reason -> assertThat(reason.getMessage()).contains("The CPU is used"));
    }

    @Test
    void shouldNotCountWhatIsNoFailure() throws IOException {
        // Given
        Files.writeString(directory.resolve("device-failures.log"), "x\n\nyesterday it failed\n" + NOON + "\n");

        // When
        at(NOON.plus(Duration.ofMinutes(1))).note(failure);

        // Then
        assertThat(at(NOON).tooMany()).isEmpty();
        assertThat(directory.resolve("device-failures.log")).content().hasLineCount(2);
    }

    private DeviceFailures at(Instant now) {
        return new DeviceFailures(directory, Clock.fixed(now, ZoneOffset.UTC), Use.REQUIRED);
    }
}
