package io.noisystudent.launcher.console;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Duration;
import me.tongfei.progressbar.ProgressBar;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

class TerminalTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "5900 | 1900  | 3,105 images/s",
                "400  | 9600  | 41.7 images/s",
                "0    | 5000  | 0.0 images/s",
                "5900 | 1000  | 5,900 images/s",
                "5900 | 999   | ''",
                "0    | 0     | ''"
            })
    void shouldShowARateOnceThereWasTimeToMeasureIt(long done, long millis, String rate) {
        assertThat(RateRenderer.rate(done, Duration.ofMillis(millis), "images")).isEqualTo(rate);
    }

    @ParameterizedTest
    @CsvSource({"80, 79", "120, 96", "20, 60"})
    void shouldDrawNoBarLongerThanALine(int columns, int longest) {
        // Given
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        Terminal terminal = new Terminal(new PrintStream(written, true, UTF_8), true, columns);

        // When
        try (ProgressBar bar = terminal.bar("Generation 10 training", 600, "steps")) {
            bar.stepTo(300);
        }

        // Then
        assertThat(written.toString(UTF_8)
                        .replaceAll("\u001b\\[[0-9;]*[A-Za-z]", "")
                        .split("[\r\n]", -1))
                .anyMatch(line -> line.contains("300/600 steps"))
                .allMatch(line -> line.length() <= longest);
    }

    @Test
    void shouldWriteAFullBarOnceWhereNothingCanBeRedrawn() {
        // Given
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        Terminal terminal = new Terminal(new PrintStream(written, true, UTF_8), false);

        // When
        try (ProgressBar bar = terminal.bar("Feeding", 10, "images")) {
            bar.stepTo(4);
            bar.stepTo(10);
        }

        // Then
        assertThat(written.toString(UTF_8))
                .startsWith("Feeding ")
                .containsOnlyOnce("10/10 images (0:00:0")
                .hasLineCount(1);
    }
}
