package io.noisystudent.registry.maintenance;

import io.noisystudent.registry.objects.RegistryKeys;
import io.noisystudent.registry.testing.LogLines;
import io.noisystudent.registry.testing.TestRegistry;
import io.noisystudent.storage.ObjectStat;
import io.noisystudent.storage.testing.InMemoryObjectStore;
import io.noisystudent.testkit.clock.SteppedClock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class WriteProbeTest {
    private static final Duration INTERVAL = Duration.ofSeconds(30);

    private final SteppedClock clock = new SteppedClock(TestRegistry.NOW);
    private final InMemoryObjectStore store = new InMemoryObjectStore(clock);
    private final WriteProbe probe = new WriteProbe(store, clock, INTERVAL);

    @Test
    void shouldKnowNothingBeforeItTried() {
        assertThat(probe.succeeds()).isFalse();
        assertThat(probe.failure()).isEqualTo("no write was tried yet");
    }

    @Test
    void shouldWriteOneObjectOnceInAnInterval() {
        // When
        probe.tryIfDue();
        Instant first = writtenAt();
        clock.step(INTERVAL.minusSeconds(1));
        probe.tryIfDue();
        // Then
        assertThat(writtenAt()).isEqualTo(first);
        clock.step(Duration.ofSeconds(1));
        probe.tryIfDue();
        assertThat(writtenAt()).isEqualTo(first.plus(INTERVAL));
        assertThat(store.list("", "", 10)).extracting(ObjectStat::key).containsExactly(RegistryKeys.WRITE_PROBE);
        assertThat(probe.succeeds()).isTrue();
    }

    @Test
    void shouldTryAgainAtOnceAfterAFailure() {
        // Given
        probe.tryIfDue();
        clock.step(INTERVAL);
        store.setDown(true);
        // When
        probe.tryIfDue();
        // Then
        assertThat(probe.succeeds()).isFalse();
        assertThat(probe.failure()).startsWith("STORE_UNAVAILABLE");
        store.setDown(false);
        probe.tryIfDue();
        assertThat(probe.succeeds()).isTrue();
        assertThat(probe.failure()).isEmpty();
    }

    @Test
    void shouldNotCallAWriteWithoutAnAnswerASuccess() {
        // Given
        probe.tryIfDue();
        // When nothing was heard for three intervals
        clock.step(INTERVAL.multipliedBy(3));
        // Then
        assertThat(probe.succeeds()).isFalse();
    }

    @Test
    void shouldLogWhenItIsKnownAndWhenItChanges() {
        // Given: a store that takes no writes from the start
        try (LogLines log = LogLines.of(WriteProbe.class)) {
            store.setDown(true);
            // When
            probe.tryIfDue();
            probe.tryIfDue();
            store.setDown(false);
            probe.tryIfDue();
            clock.step(INTERVAL);
            probe.tryIfDue();
            // Then
            assertThat(log.lines()).hasSize(2);
            assertThat(log.lines().get(0)).startsWith("the store takes no writes");
            assertThat(log.lines().get(1)).isEqualTo("the store takes writes");
        }
    }

    private Instant writtenAt() {
        return store.stat(RegistryKeys.WRITE_PROBE).orElseThrow().lastModified();
    }
}
