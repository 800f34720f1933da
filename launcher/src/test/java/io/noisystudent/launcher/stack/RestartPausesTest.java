package io.noisystudent.launcher.stack;

import io.noisystudent.contracts.retry.Backoff;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

class RestartPausesTest {
    private final RestartPauses pauses = new RestartPauses(new Backoff(ofSeconds(1), ofSeconds(30)), ofSeconds(60));

    @Test
    void shouldWaitTwiceAsLongEachTimeUpToABound() {
        assertThat(after(ofSeconds(5), 9))
                .containsExactly(
                        Duration.ZERO,
                        ofSeconds(1),
                        ofSeconds(2),
                        ofSeconds(4),
                        ofSeconds(8),
                        ofSeconds(16),
                        ofSeconds(30),
                        ofSeconds(30),
                        ofSeconds(30));
    }

    @Test
    void shouldStartOverAfterAProcessThatRanForLong() {
        after(ofSeconds(5), 9);

        assertThat(pauses.after(ofSeconds(60))).isZero();
        assertThat(after(ofSeconds(5), 2)).containsExactly(ofSeconds(1), ofSeconds(2));
    }

    private List<Duration> after(Duration ran, int times) {
        return Stream.generate(() -> pauses.after(ran)).limit(times).toList();
    }
}
