package io.noisystudent.learning.optimizer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

class CosineScheduleTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0, 0",
        "5, .05, .05",
        "10, .1, .1",
        "35, .085355, .085502",
        "60, .05, .0505",
        "85, .014645, .015498",
        "110, 0, .001"
    })
    void shouldFollowTheReferenceVectors(int step, double rate, double rateWithFloor) {
        assertThat(new CosineSchedule(.1, 0, 10, 110).rate(step)).isCloseTo(rate, within(5e-7));
        assertThat(new CosineSchedule(.1, .001, 10, 110).rate(step)).isCloseTo(rateWithFloor, within(5e-7));
    }

    @Test
    void shouldRefuseAWarmUpThatDoesNotFit() {
        assertThatThrownBy(() -> new CosineSchedule(.1, 0, 11, 10)).hasMessageContaining("11 steps in 10");
    }
}
