package io.noisystudent.bench.statistics;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

class EstimateTest {
    @Test
    void shouldTakeTheMiddleOfAnOddNumberInAnyOrder() {
        assertThat(Estimate.of(9, 1, 4).median()).isEqualTo(4);
    }

    @Test
    void shouldTakeTheMeanOfTheTwoInTheMiddle() {
        assertThat(Estimate.of(8, 2, 4, 1).median()).isEqualTo(3);
    }

    @Test
    void shouldInterpolateQuantiles() {
        double[] values = {40, 10, 30, 20};

        assertThat(Estimate.quantile(values, 0)).isEqualTo(10);
        assertThat(Estimate.quantile(values, 0.1)).isCloseTo(13, within(1e-12));
        assertThat(Estimate.quantile(values, 1)).isEqualTo(40);
        assertThat(values).containsExactly(40, 10, 30, 20);
    }

    @Test
    void shouldHaveNoWidthWithoutVariation() {
        assertThat(Estimate.of(5, 5, 5)).isEqualTo(new Estimate(5, 5, 5));
    }

    @Test
    void shouldNotFollowAnOutlier() {
        // When
        Estimate estimate = Estimate.of(10, 11, 12, 13, 14, 15, 16, 17, 1e9);

        // Then
        assertThat(estimate.median()).isEqualTo(14);
        assertThat(estimate.low()).isBetween(10.0, 13.0);
        assertThat(estimate.high()).isBetween(15.0, 17.0);
    }

    @Test
    void shouldContainTheTrueMedianAsOftenAsItSays() {
        // Given 400 samples of 15 uniform values, whose median is one half
        SplittableRandom random = new SplittableRandom(7);
        int hits = 0;
        for (int i = 0; i < 400; i++) {
            Estimate estimate = Estimate.of(random.doubles(15).toArray());
            hits += estimate.low() <= 0.5 && 0.5 <= estimate.high() ? 1 : 0;
        }

        // Then
        assertThat(hits / 400.0).isBetween(0.90, 0.99);
    }

    @Test
    void shouldGiveTheSameIntervalAgain() {
        assertThat(Estimate.of(3, 1, 4, 1, 5, 9, 2, 6)).isEqualTo(Estimate.of(3, 1, 4, 1, 5, 9, 2, 6));
    }

    @Test
    void shouldRefuseNothing() {
        assertThatIllegalArgumentException().isThrownBy(Estimate::of);
    }
}
