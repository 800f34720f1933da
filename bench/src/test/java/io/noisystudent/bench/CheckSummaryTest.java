package io.noisystudent.bench;

import io.noisystudent.bench.statistics.NotMeasuredException;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class CheckSummaryTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final CheckSummary summary =
            new CheckSummary(new Report(new PrintStream(out, true, StandardCharsets.UTF_8)));

    @Test
    void shouldBeGoodWhereEverythingHolds() {
        // When
        summary.run("one", (report, checks) -> checks.accept(new Check("logits", "1e-6", "at most 1e-4", true)));
        summary.leave("two", "no --images were given");
        summary.print();

        // Then
        assertThat(summary.isGood()).isTrue();
        assertThat(text()).contains("one ok logits 1e-6 (at most 1e-4)", "not run: two: no --images", "1 of 1 hold");
    }

    @Test
    void shouldKeepWhatWasFoundAndRunTheNextPartAfterOneThatFailed() {
        // When
        summary.run("one", (report, checks) -> {
            checks.accept(new Check("gradients", "1e-6", "at most 1e-4", true));
            throw new NotMeasuredException("Java ended during: gradients");
        });
        summary.run("two", (report, checks) -> {
            throw new UnsatisfiedLinkError("libcudart.so.13");
        });
        summary.run("three", (report, checks) -> checks.accept(new Check("logits", "NaN", "at most 1e-4", false)));
        summary.refuse("four", "the 9.5 minutes are over");
        summary.print();

        // Then
        assertThat(summary.isGood()).isFalse();
        assertThat(text())
                .contains(
                        "one ok gradients 1e-6",
                        "one FAILED the rest of the part not measured: Java ended during: gradients",
                        "two FAILED the rest of the part not measured: java.lang.UnsatisfiedLinkError: libcudart.so.13",
                        "three FAILED logits NaN",
                        "four FAILED the whole part not measured: the 9.5 minutes are over",
                        "1 of 5 hold");
    }

    @Test
    void shouldNotBeGoodWhereNothingRan() {
        // When
        summary.leave("one", "no --images were given");

        // Then
        assertThat(summary.isGood()).isFalse();
    }

    private String text() {
        return out.toString(StandardCharsets.UTF_8).replaceAll(" +", " ");
    }
}
