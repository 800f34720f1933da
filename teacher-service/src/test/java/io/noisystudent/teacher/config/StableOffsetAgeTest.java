package io.noisystudent.teacher.config;

import io.noisystudent.contracts.log.LogRange;
import io.noisystudent.testkit.clock.SteppedClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class StableOffsetAgeTest {
    private final SteppedClock clock = new SteppedClock(Instant.ofEpochMilli(1_000));
    private final StableOffsetAge age = new StableOffsetAge(clock);

    @Test
    void shouldGrowWhileReadersStandBeforeTheSameTransaction() {
        // Given
        see(5, 7);

        // When
        clock.step(Duration.ofSeconds(20));
        see(5, 9);

        // Then
        assertThat(age.seconds()).isEqualTo(20.0);
    }

    @Test
    void shouldStartOverWhenReadersMove() {
        // Given
        see(5, 7);
        clock.step(Duration.ofSeconds(20));

        // When
        see(6, 9);

        // Then
        assertThat(age.seconds()).isZero();
        clock.step(Duration.ofSeconds(3));
        assertThat(age.seconds()).isEqualTo(3.0);
    }

    @Test
    void shouldBeNothingWhereAllIsCommitted() {
        // Given
        see(5, 7);
        clock.step(Duration.ofSeconds(20));

        // When
        see(8, 8);

        // Then
        assertThat(age.seconds()).isZero();
    }

    @Test
    void shouldKeepTopicsApart() {
        // Given
        see(5, 7);
        clock.step(Duration.ofSeconds(20));

        // When
        age.note("b", List.of(new LogRange("b", 0, 0, 3)), List.of(new LogRange("b", 0, 0, 3)));

        // Then
        assertThat(age.seconds()).isEqualTo(20.0);
    }

    private void see(long stable, long end) {
        age.note("a", List.of(new LogRange("a", 0, 0, stable)), List.of(new LogRange("a", 0, 0, end)));
    }
}
