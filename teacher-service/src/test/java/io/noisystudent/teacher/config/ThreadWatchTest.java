package io.noisystudent.teacher.config;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ThreadWatchTest {
    private final CountDownLatch work = new CountDownLatch(1);
    private final Thread lasting = new Thread(this::work, "lasting");
    private final Thread ending = new Thread(() -> {}, "ending");
    private final AtomicInteger ends = new AtomicInteger();

    @Test
    void shouldEndTheProcessWhenAThreadHasEnded() throws InterruptedException {
        // Given
        lasting.start();
        ending.start();
        ending.join();
        ThreadWatch watch = watch();

        // When
        Thread watching = new Thread(watch, "watching");
        watching.start();
        watching.join();

        // Then
        assertThat(ends).hasValue(1);
        work.countDown();
    }

    @Test
    void shouldLetThreadsEndOnceItIsClosed() throws InterruptedException {
        // Given
        ending.start();
        ending.join();
        ThreadWatch watch = watch();
        watch.close();

        // When
        watch.run();

        // Then
        assertThat(ends).hasValue(0);
    }

    @Test
    void shouldFindAThreadByItsName() {
        // Given
        lasting.start();

        // Then
        assertThat(ThreadWatch.named("lasting")).isSameAs(lasting);
        assertThatThrownBy(() -> ThreadWatch.named("ending")).hasMessageContaining("'ending'");
        work.countDown();
    }

    private ThreadWatch watch() {
        return new ThreadWatch(List.of(lasting, ending), Duration.ofMillis(1), ends::incrementAndGet);
    }

    private void work() {
        try {
            work.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
