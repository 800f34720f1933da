package io.noisystudent.bench;

import io.noisystudent.bench.statistics.Measurement;
import io.noisystudent.bench.statistics.Series;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ReportTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final Report report = new Report(new PrintStream(out, true, StandardCharsets.UTF_8));

    @Test
    void shouldPrintMediansIntervalsCpuTimeAndRatios() {
        // Given
        Series ours = Series.measured("ours", List.of(new Measurement(300, 1, 2), new Measurement(300, 1, 2)));
        Series base = Series.measured("base", List.of(new Measurement(200, 1, 4), new Measurement(200, 1, 4)));

        // When
        report.table("images", List.of(ours, base), base);

        // Then
        assertThat(lines().get(1)).isEqualTo("ours 300 [300, 300] 6.6667 1.500 [1.500, 1.500] 3.000 [3.000, 3.000]");
    }

    @Test
    void shouldSayWhatWasNotMeasuredAndCompareWithNothing() {
        // Given
        Series ours = Series.measured("ours", List.of(new Measurement(30, 1, 2)));
        Series base = Series.refused("Python", "no --python was given");

        // When
        report.table("images", List.of(ours, base), base);

        // Then
        assertThat(lines().get(1)).isEqualTo("ours 30.00 [30.00, 30.00] 66.6667 - -");
        assertThat(lines().get(2)).isEqualTo("Python not measured: no --python was given");
    }

    private List<String> lines() {
        return out.toString(StandardCharsets.UTF_8)
                .lines()
                .map(line -> line.replaceAll(" +", " "))
                .toList();
    }
}
