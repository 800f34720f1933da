package io.noisystudent.contracts.retry;

import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class BackoffTest {
    private final Backoff backoff = new Backoff(ofMillis(200), ofSeconds(1));

    @Test
    void shouldWaitTwiceAsLongEachTimeUpToABound() {
        assertThat(IntStream.rangeClosed(1, 5).mapToObj(backoff::after))
                .containsExactly(ofMillis(200), ofMillis(400), ofMillis(800), ofSeconds(1), ofSeconds(1));
    }

    @Test
    void shouldNotOverflowHoweverOftenSomethingFails() {
        assertThat(backoff.after(Integer.MAX_VALUE)).isEqualTo(ofSeconds(1));
    }

    @Test
    void shouldTakeTheFirstWaitWhenNothingHasFailed() {
        assertThat(backoff.after(0)).isEqualTo(ofMillis(200));
    }

    @Test
    void shouldRefuseWaitsThatContradictEachOther() {
        assertThatThrownBy(() -> new Backoff(ofSeconds(2), ofSeconds(1))).hasMessageContaining("PT2S");
        assertThatThrownBy(() -> new Backoff(ofMillis(-1), Duration.ZERO)).hasMessageContaining("PT-0.001S");
    }
}
