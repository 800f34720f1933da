package io.noisystudent.service.limit;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class PaceTest {
    private static final long RATE = 1000;

    private final Pace pace = new Pace(seconds(10), RATE);

    @Test
    void shouldEndATransferThatStandsStill() {
        Pace.Transfer transfer = pace.begin(0, 0);

        assertThat(transfer.isTooSlow(seconds(9), 50_000)).isFalse();
        assertThat(transfer.isTooSlow(seconds(19), 50_000)).isFalse();
        assertThat(transfer.isTooSlow(seconds(20), 50_000)).isTrue();
    }

    @Test
    void shouldEndATransferThatIsTooSlowOnAverage() {
        Pace.Transfer transfer = pace.begin(0, 0);

        for (int second = 1; second <= 10; second++) {
            assertThat(transfer.isTooSlow(seconds(second), second)).isFalse();
        }
        assertThat(transfer.isTooSlow(seconds(11), 11)).isTrue();
    }

    @Test
    void shouldCountOnlyWhatMovedSinceTheTransferBegan() {
        Pace.Transfer transfer = pace.begin(0, 1_000_000);

        assertThat(transfer.isTooSlow(seconds(11), 1_000_011)).isTrue();
    }

    @Test
    void shouldLeaveOutTheTimeInWhichThisSideWasSlow() {
        Pace.Transfer transfer = pace.begin(0, 0);

        assertThat(transfer.isTooSlow(seconds(5), 100)).isFalse();
        transfer.excuse(seconds(500));
        assertThat(transfer.isTooSlow(seconds(504), 101)).isFalse();
        assertThat(transfer.isTooSlow(seconds(506), 102)).isTrue();
    }

    private static long seconds(long seconds) {
        return TimeUnit.SECONDS.toNanos(seconds);
    }
}
