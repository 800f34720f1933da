package io.noisystudent.metrics;

import io.noisystudent.contracts.registry.Metrics;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

class MetricsTest {
    private static final double[] CONFIDENCES = {.95, .85, .75, .65, .55, .92};
    private static final boolean[] RIGHT = {true, true, false, true, false, true};

    @ParameterizedTest
    @CsvSource({"15, 0.321667", "10, 0.321667", "5, 0.205000"})
    void shouldMeasureCalibrationAsTheReferenceDoes(int bins, double expected) {
        // Given
        Calibration calibration = new Calibration(bins);

        // When
        for (int i = 0; i < RIGHT.length; i++) {
            calibration.add(CONFIDENCES[i], RIGHT[i]);
        }

        // Then
        assertThat(calibration.expectedError()).isCloseTo(expected, within(1e-6));
    }

    @Test
    void shouldPutABoundIntoTheLowerBin() {
        // Given
        Calibration calibration = new Calibration(2);

        // When: 0.5 belongs to (0, 0.5], where it meets the wrong one of 0.3; 0 to the first bin too
        calibration.add(0.5, true);
        calibration.add(0.3, false);
        calibration.add(0, false);
        calibration.add(1, true);

        // Then
        assertThat(calibration.expectedError()).isCloseTo(Math.abs(1 - 0.8) / 4, within(1e-12));
    }

    /** Computed apart in Python; 81 of 263 is Newcombe's (1998) example, 0.2553 to 0.3662. */
    @ParameterizedTest
    @CsvSource({
        "0, 10, 0, 0.277533",
        "10, 10, 0.722467, 1",
        "81, 263, 0.255289, 0.366210",
        "9600, 10000, 0.955979, 0.963667",
        "1, 1, 0.206549, 1",
        "0, 0, 0, 1",
    })
    void shouldBoundAProportion(long hits, long samples, double low, double high) {
        ConfidenceInterval interval = ConfidenceInterval.wilson(hits, samples);
        assertThat(interval.low()).isCloseTo(low, within(2e-6));
        assertThat(interval.high()).isCloseTo(high, within(2e-6));
    }

    @Test
    void shouldScoreByHand() {
        // Given
        Scorer scorer = new Scorer(6);

        // When: right; wrong but among five; last of six; a tie that index 0 wins
        boolean first = scorer.add(new float[] {.5f, .1f, .1f, .1f, .1f, .1f}, 0);
        scorer.add(new float[] {.25f, .05f, .3f, .2f, .1f, .1f}, 0);
        scorer.add(new float[] {.0f, .3f, .2f, .2f, .2f, .1f}, 0);
        boolean tie = scorer.add(new float[] {.4f, .4f, .2f, 0, 0, 0}, 1);

        // Then
        Metrics metrics = scorer.metrics();
        assertThat(first).isTrue();
        assertThat(tie).isFalse();
        assertThat(metrics.samples()).isEqualTo(4);
        assertThat(metrics.top1()).isEqualTo(0.25);
        assertThat(metrics.top5()).isEqualTo(0.75);
        double nll = -(Math.log(.5) + Math.log(.25) + Math.log(1e-12) + Math.log(.4f)) / 4;
        assertThat(metrics.nll()).isCloseTo(nll, within(1e-6));
        assertThat(metrics.recallPerClass()).containsExactly(1 / 3.0, 0.0, 1.0, 1.0, 1.0, 1.0);
        assertThat(metrics.confusion().get(0)).isEqualTo(List.of(1L, 1L, 1L, 0L, 0L, 0L));
        assertThat(scorer.confusion().precision(0)).isEqualTo(0.5);
        assertThat(scorer.confusion().precision(5)).isEqualTo(1);
    }

    @Test
    void shouldRefuseRowsOfAnotherLength() {
        assertThatThrownBy(() -> new Scorer(3).add(new float[2], 0)).hasMessageContaining("3 classes");
        assertThatThrownBy(() -> new Scorer(3).add(new float[3], 3)).hasMessageContaining("true class 3");
    }

    @Test
    void shouldScoreNothing() {
        assertThat(new Scorer(2).metrics().top1()).isZero();
        assertThat(new Scorer(2).metrics().nll()).isZero();
    }
}
