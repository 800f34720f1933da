package io.noisystudent.teacher.curriculum;

import io.noisystudent.contracts.log.LogRange;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class IngestQuiescenceTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final IngestQuiescence quiescence = new IngestQuiescence(Duration.ofSeconds(5), Duration.ofSeconds(60));

    @Test
    void shouldSettleAfterAQuietTime() {
        assertThat(observe(10, 0)).isFalse();
        assertThat(observe(10, 4)).isFalse();
        assertThat(observe(10, 5)).isTrue();
        assertThat(observe(11, 6)).isFalse();
        assertThat(observe(11, 11)).isTrue();
    }

    @Test
    void shouldNotWaitForEverForAStreamThatNeverPauses() {
        for (int second = 0; second < 60; second++) {
            assertThat(observe(second, second)).isFalse();
        }
        assertThat(observe(60, 60)).isTrue();
    }

    @Test
    void shouldStartTheLongWaitOverAfterAPause() {
        // Given
        observe(1, 0);
        assertThat(observe(1, 50)).isTrue();

        // When
        boolean settled = observe(2, 61);

        // Then
        assertThat(settled).isFalse();
    }

    @Test
    void shouldNotMindThatOldRecordsExpire() {
        // Given
        quiescence.observe(List.of(new LogRange("t", 0, 0, 9)), START);

        // When
        boolean settled = quiescence.observe(List.of(new LogRange("t", 0, 4, 9)), START.plusSeconds(5));

        // Then
        assertThat(settled).isTrue();
    }

    private boolean observe(long end, long second) {
        return quiescence.observe(List.of(new LogRange("t", 0, 0, end)), START.plusSeconds(second));
    }
}
