package io.noisystudent.teacher.curriculum;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class TrainingSeedTest {
    @Test
    void shouldStayTheSameInEveryRelease() {
        assertThat(TrainingSeed.of(0, "", 0)).isEqualTo(5_876_733_520_225_071L);
        assertThat(TrainingSeed.of(1, "3fa85f64", 0)).isEqualTo(6_589_877_770_770_591L);
        assertThat(TrainingSeed.of(7, "g-1", 2)).isEqualTo(8_497_575_514_837_022L);
    }
}
