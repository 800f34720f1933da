package io.noisystudent.metrics;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class PairedOutcomesTest {
    @ParameterizedTest
    @CsvSource({"0,0", "1,0", "0,1", "5,5", "3,12", "12,3", "40,60", "500,430", "1,30", "6,7", "7,6", "1000,1300"})
    void shouldAgreeWithExactArithmetic(int onlyCandidate, int onlyIncumbent) {
        double worse = exactUpperTail(onlyIncumbent, onlyCandidate + onlyIncumbent);
        double better = exactUpperTail(onlyCandidate, onlyCandidate + onlyIncumbent);
        assertThat(McNemar.pWorse(onlyCandidate, onlyIncumbent)).isCloseTo(worse, within(1e-9));
        assertThat(McNemar.pBetter(onlyCandidate, onlyIncumbent)).isCloseTo(better, within(1e-9));
        assertThat(McNemar.pDifferent(onlyCandidate, onlyIncumbent))
                .isCloseTo(Math.min(1, 2 * Math.min(worse, better)), within(1e-9));
    }

    @Test
    void shouldNotUnderflowOnLargeCounts() {
        assertThat(McNemar.pWorse(49_500, 50_500)).isBetween(0.0005, 0.001);
        assertThat(McNemar.pWorse(0, 100_000)).isZero();
        assertThat(McNemar.pWorse(500_000, 500_000)).isCloseTo(0.5004, within(1e-4));
    }

    @Test
    void shouldCountTheFourOutcomes() {
        // Given
        PairedOutcomes outcomes = new PairedOutcomes();

        // When
        outcomes.add(true, true);
        outcomes.add(true, false);
        outcomes.add(true, false);
        outcomes.add(false, true);
        outcomes.add(false, false);

        // Then
        assertThat(outcomes.samples()).isEqualTo(5);
        assertThat(outcomes.difference()).isEqualTo(0.2);
    }

    @Test
    void shouldBootstrapAsTheNormalApproximationDoes() {
        // Given: 1000 samples, 90 won and 50 lost
        PairedOutcomes outcomes = outcomes(1000, 90, 50);

        // When
        ConfidenceInterval interval = outcomes.bootstrap(1);

        // Then
        double deviation = Math.sqrt((0.14 - 0.04 * 0.04) / 1000);
        assertThat(interval.low()).isCloseTo(0.04 - 1.96 * deviation, within(0.003));
        assertThat(interval.high()).isCloseTo(0.04 + 1.96 * deviation, within(0.003));
        assertThat(outcomes.bootstrap(1)).isEqualTo(interval);
        assertThat(new PairedOutcomes().bootstrap(1)).isEqualTo(new ConfidenceInterval(0, 0));
    }

    /** Of 300 experiments with equally good models the 5 % test may cry wolf in about 15, never in many more. */
    @Test
    void shouldRarelyCallAnEqualModelWorse() {
        // Given
        Random random = new Random(5);
        int alarms = 0;

        // When
        for (int experiment = 0; experiment < 300; experiment++) {
            int lost = 0;
            for (int i = 0; i < 60; i++) {
                lost += random.nextInt(2);
            }
            alarms += McNemar.pWorse(60 - lost, lost) <= 0.05 ? 1 : 0;
        }

        // Then
        assertThat(alarms).isBetween(2, 26);
    }

    private static PairedOutcomes outcomes(int samples, int won, int lost) {
        PairedOutcomes outcomes = new PairedOutcomes();
        for (int i = 0; i < samples; i++) {
            outcomes.add(i < won || i >= won + lost, i >= won);
        }
        return outcomes;
    }

    private static double exactUpperTail(int from, int n) {
        BigInteger sum = BigInteger.ZERO;
        BigInteger choose = BigInteger.ONE;
        for (int i = 0; i <= n; i++) {
            if (i >= from) {
                sum = sum.add(choose);
            }
            choose = choose.multiply(BigInteger.valueOf(n - i)).divide(BigInteger.valueOf(i + 1L));
        }
        return new BigDecimal(sum)
                .divide(new BigDecimal(BigInteger.TWO.pow(n)), MathContext.DECIMAL128)
                .doubleValue();
    }
}
