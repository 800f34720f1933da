package io.noisystudent.registry.reconcile;

import io.noisystudent.registry.testing.TestRegistry;
import io.noisystudent.testkit.clock.SteppedClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class LookScheduleTest {
    private static final Duration INTERVAL = Duration.ofMinutes(1);
    private static final Duration SILENCE = Duration.ofSeconds(10);

    private final SteppedClock clock = new SteppedClock(TestRegistry.NOW);
    private final LookSchedule looks = new LookSchedule(clock, INTERVAL, SILENCE);

    @Test
    void shouldLookAlwaysWhileNoEventsAreHeard() {
        looks.looked(clock.instant());
        assertThat(looks.isDue()).isTrue();
    }

    @Test
    void shouldLookOnceMoreWhenEventsBeginToBeHeard() {
        // Given
        looks.looked(clock.instant());
        clock.step(Duration.ofSeconds(1));
        // When
        looks.heard();
        // Then what was written before is not announced again
        assertThat(looks.isDue()).isTrue();
        looks.looked(clock.instant());
        assertThat(looks.isDue()).isFalse();
    }

    @Test
    void shouldLookRarelyWhileEventsAreHeard() {
        // Given
        looks.heard();
        looks.looked(clock.instant());
        // When
        for (int second = 1; second < INTERVAL.toSeconds(); second++) {
            clock.step(Duration.ofSeconds(1));
            looks.heard();
            assertThat(looks.isDue()).isFalse();
        }
        // Then
        clock.step(Duration.ofSeconds(1));
        assertThat(looks.isDue()).isTrue();
    }

    @Test
    void shouldLookAlwaysFromTheSilenceOfTheBrokerUntilALookAfterIt() {
        // Given
        looks.heard();
        looks.looked(clock.instant());
        // When
        clock.step(SILENCE);
        // Then
        assertThat(looks.isDue()).isTrue();
        looks.looked(clock.instant());
        assertThat(looks.isDue()).isTrue();
        clock.step(Duration.ofSeconds(1));
        looks.heard();
        assertThat(looks.isDue()).as("announced without a listener").isTrue();
        looks.looked(clock.instant());
        assertThat(looks.isDue()).isFalse();
    }

    @Test
    void shouldLookAfterAnEventWasMissed() {
        // Given
        looks.heard();
        looks.looked(clock.instant());
        clock.step(Duration.ofSeconds(1));
        // When
        looks.missed();
        looks.heard();
        // Then
        assertThat(looks.isDue()).isTrue();
    }

    @Test
    void shouldLookWhenTheClockWasSetBack() {
        // Given
        looks.heard();
        looks.looked(clock.instant());
        // When
        clock.step(Duration.ofHours(-1));
        looks.heard();
        // Then
        assertThat(looks.isDue()).isTrue();
    }
}
