package io.noisystudent.bench;

import io.noisystudent.bench.statistics.NotMeasuredException;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class GpuSummaryTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final GpuSummary summary = new GpuSummary(new Report(new PrintStream(out, true, StandardCharsets.UTF_8)));

    @Test
    void shouldBeGoodWhereEverythingHolds() {
        // When
        summary.run("one", report -> List.of(new Check("logits", "1e-6", "at most 1e-4", true)));
        summary.leave("two", "no --images were given");
        summary.print();

        // Then
        assertThat(summary.isGood()).isTrue();
        assertThat(text()).contains("one ok logits 1e-6 (at most 1e-4)", "not run: two: no --images", "1 of 1 hold");
    }

    @Test
    void shouldRunTheNextPartAfterOneThatFailed() {
        // When
        summary.run("one", report -> {
            throw new NotMeasuredException("Java ended during: gradients");
        });
        summary.run("two", report -> {
            throw new UnsatisfiedLinkError("libcudart.so.13");
        });
        summary.run("three", report -> List.of(new Check("logits", "NaN", "at most 1e-4", false)));
        summary.print();

        // Then
        assertThat(summary.isGood()).isFalse();
        assertThat(text())
                .contains(
                        "one FAILED the whole part not measured: Java ended during: gradients",
                        "two FAILED the whole part not measured: java.lang.UnsatisfiedLinkError: libcudart.so.13",
                        "three FAILED logits NaN",
                        "0 of 3 hold");
    }

    @Test
    void shouldNotBeGoodWhereNothingRan() {
        // When
        summary.leave("one", "the 9.5 minutes are over");

        // Then
        assertThat(summary.isGood()).isFalse();
    }

    private String text() {
        return out.toString(StandardCharsets.UTF_8).replaceAll(" +", " ");
    }
}
