package io.noisystudent.bench;

import io.noisystudent.inference.Device;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class GpuCommandTest {
    private final StringWriter errors = new StringWriter();

    @Test
    void shouldRunToItsEndOnACpu() {
        assertThat(run("--device=cpu", "--parts=agreement,swap")).isZero();
        assertThat(errors).hasToString("");
    }

    @Test
    void shouldCompareSpeedsOnACpu() {
        assertThat(run("--device=cpu", "--parts=speed", "--rounds=1", "--seconds=0"))
                .isZero();
        assertThat(errors).hasToString("");
    }

    @Test
    void shouldCompareFirstStepsInAnotherProcessOnACpu() {
        assertThat(run("--device=cpu", "--parts=gradients", "--threads=1")).isZero();
        assertThat(errors).hasToString("");
    }

    @Test
    void shouldBeginNoPartAfterItsMinutes() {
        assertThat(run("--device=cpu", "--minutes=0")).isEqualTo(1);
        assertThat(errors).hasToString("");
    }

    @Test
    void shouldRefuseImagesThatAreNotThereBeforeItMeasures() {
        assertThat(run("--device=cpu", "--images=nowhere.tar.gz")).isEqualTo(1);
        assertThat(errors.toString()).contains("CONFIG_INVALID --images: nowhere.tar.gz does not exist");
    }

    @Test
    void shouldMeasureNothingOnADeviceThatItWouldHaveToChoose() {
        assertThat(run("--device=" + Device.AUTO)).isEqualTo(1);
        assertThat(errors.toString()).contains("CONFIG_INVALID", "give cuda or cpu");
    }

    private int run(String... arguments) {
        return Bench.commandLine(new GpuCommand())
                .setErr(new PrintWriter(errors, true))
                .execute(arguments);
    }
}
