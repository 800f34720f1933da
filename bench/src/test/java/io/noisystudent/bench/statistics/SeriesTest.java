package io.noisystudent.bench.statistics;

import java.util.List;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class SeriesTest {
    @Test
    void shouldGiveRateAndCpuTimePerUnit() {
        // Given
        Series series = Series.measured("a", List.of(new Measurement(100, 2, 4), new Measurement(100, 4, 4)));

        // Then
        assertThat(series.rate().median()).isEqualTo(37.5);
        assertThat(series.cpuPerUnit()).isEqualTo(new Estimate(0.04, 0.04, 0.04));
    }

    @Test
    void shouldCompareRoundByRound() {
        // Given a machine that is three times as slow in the second round, for both
        Series twice = Series.measured("twice", List.of(new Measurement(200, 1, 1), new Measurement(200, 3, 1)));
        Series once = Series.measured("once", List.of(new Measurement(100, 1, 2), new Measurement(100, 3, 2)));

        // Then
        assertThat(twice.ratioTo(once)).isEqualTo(new Estimate(2, 2, 2));
        assertThat(twice.cpuRatioTo(once)).isEqualTo(new Estimate(4, 4, 4));
    }

    @Test
    void shouldNotCompareRoundsThatWereNotTakenTogether() {
        // Given
        Series one = Series.measured("one", List.of(new Measurement(1, 1, 1)));
        Series none = Series.refused("none", "no program");

        // Then
        assertThat(none.isMeasured()).isFalse();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> one.ratioTo(none))
                .withMessageContaining("one has 1 rounds, none has 0");
    }

    @Test
    void shouldChangeTheUnitOnly() {
        // Given
        Series images = Series.measured("images", List.of(new Measurement(10, 2, 3)));

        // When
        Series operations = images.scaled("operations", 5);

        // Then
        assertThat(operations.rounds()).containsExactly(new Measurement(50, 2, 3));
        assertThat(operations.name()).isEqualTo("operations");
    }

    @Test
    void shouldRefuseWhatIsNoMeasurement() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Measurement(1, 0, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> new Measurement(0, 1, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> new Measurement(1, Double.NaN, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> new Measurement(1, 1, -1));
    }
}
