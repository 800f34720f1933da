package io.noisystudent.metrics;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

class PairedScoreTest {
    /** (8 - 1) / sqrt(9) = 2.3333 and (60 - 30) / sqrt(90) = 3.1623: upper tails of the normal distribution. */
    @ParameterizedTest
    @CsvSource({"1, 8, 100, 0.0098153", "30, 60, 1000, 0.0007827", "8, 8, 50, 0.5", "8, 1, 100, 0.9901847"})
    void shouldBeMcNemarsStatisticWithoutAMargin(long gained, long lost, long samples, double p) {
        assertThat(PairedScore.pExceeds(gained, lost, samples, 0)).isCloseTo(p, within(1e-6));
    }

    @ParameterizedTest
    @CsvSource({"1, 8, 100, 0.02", "3, 8, 200, 0.01", "30, 60, 1000, 0.05", "0, 5, 60, 0.03", "12, 2, 50, 0.1"})
    void shouldDivideByTheVarianceOfTheMostLikelyShares(long gained, long lost, long samples, double margin) {
        // Given the share of gains that maximizes the likelihood where losses are larger by the margin, by search
        double most = 0;
        double best = Double.NEGATIVE_INFINITY;
        for (int i = 1; i < 2_000_000; i++) {
            double share = i / 2_000_000.0 * (1 - margin) / 2;
            double likelihood = gained * Math.log(share)
                    + lost * Math.log(share + margin)
                    + (samples - gained - lost) * Math.log(1 - 2 * share - margin);
            if (likelihood > best) {
                best = likelihood;
                most = share;
            }
        }
        double z = (lost - gained - samples * margin) / Math.sqrt(samples * (2 * most + margin - margin * margin));

        // When
        double p = PairedScore.pExceeds(gained, lost, samples, margin);

        // Then
        assertThat(p).isCloseTo(upperTail(z), within(1e-5));
    }

    @Test
    void shouldShowLessTheLargerTheMargin() {
        assertThat(PairedScore.pExceeds(1, 20, 100, 0.02))
                .isLessThan(0.001)
                .isLessThan(PairedScore.pExceeds(1, 20, 100, 0.1));
        assertThat(PairedScore.pExceeds(1, 20, 100, 0.19)).isCloseTo(0.5, within(1e-6));
        assertThat(PairedScore.pExceeds(0, 0, 0, 0.1)).isEqualTo(1);
        assertThat(PairedScore.pExceeds(0, 0, 10, 0)).isEqualTo(1);
    }

    @Test
    void shouldRefuseCountsThatCannotBe() {
        assertThatThrownBy(() -> PairedScore.pExceeds(1, 2, 2, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> PairedScore.pExceeds(-1, 2, 2, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> PairedScore.pExceeds(1, 2, 5, 1)).isInstanceOf(IllegalArgumentException.class);
    }

    /** By the rectangle rule. */
    private static double upperTail(double z) {
        double sum = 0;
        double step = 1e-5;
        for (double x = z + step / 2; x < 9; x += step) {
            sum += Math.exp(-x * x / 2);
        }
        return sum * step / Math.sqrt(2 * Math.PI);
    }
}
