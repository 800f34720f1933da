package io.noisystudent.bench.statistics;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

class MeanIntervalTest {
    @Test
    void shouldHaveStudentsIntervalAroundTheMean() {
        MeanInterval found = MeanInterval.of(1, 2, 3);

        assertThat(found.mean()).isEqualTo(2);
        assertThat(found.deviation()).isEqualTo(1);
        // 4.303 / sqrt(3)
        assertThat(found.low()).isCloseTo(2 - 2.4843, within(1e-3));
        assertThat(found.high()).isCloseTo(2 + 2.4843, within(1e-3));
        assertThat(found.excludesZero()).isFalse();
    }

    @Test
    void shouldTakeDifferencesOfPairs() {
        MeanInterval found = MeanInterval.paired(new double[] {11, 22, 33}, new double[] {10, 20.9, 32.1});

        assertThat(found.mean()).isCloseTo(1, within(1e-9));
        assertThat(found.excludesZero()).isTrue();
        assertThat(found.within(1.3)).isTrue();
        assertThat(found.within(1.2)).isFalse();
        assertThatThrownBy(() -> MeanInterval.paired(new double[1], new double[2]))
                .hasMessage("1 values and 2 others are no pairs");
    }

    @Test
    void shouldTakeDifferencesOfMeansAsWelch() {
        // Variances 2.5 and 10 of five each: error sqrt(2.5), 5.88 degrees of freedom, rounded down to 5.
        MeanInterval found = MeanInterval.unpaired(new double[] {1, 2, 3, 4, 5}, new double[] {0, 2, 4, 6, 8});

        assertThat(found.mean()).isEqualTo(-1);
        assertThat(found.high() - found.mean()).isCloseTo(2.571 * Math.sqrt(2.5), within(1e-3));
        assertThat(MeanInterval.unpaired(new double[] {1, 1}, new double[] {3, 3})
                        .high())
                .isEqualTo(-2);
    }

    @Test
    void shouldNotKnowAnIntervalOfOneValue() {
        assertThat(MeanInterval.of(5).low()).isEqualTo(Double.NEGATIVE_INFINITY);
        assertThat(MeanInterval.of(5).excludesZero()).isFalse();
    }
}
