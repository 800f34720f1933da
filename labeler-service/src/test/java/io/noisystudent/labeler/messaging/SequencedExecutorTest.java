package io.noisystudent.labeler.messaging;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@Timeout(60)
class SequencedExecutorTest {
    private final SequencedExecutor<String> executor = new SequencedExecutor<>("lane", List.of("left", "right"));
    private final Queue<String> events = new ConcurrentLinkedQueue<>();

    @AfterEach
    void stop() {
        executor.stop();
    }

    @Test
    void shouldBeginTheNextJobBeforeTheLastHasEnded() throws Exception {
        // Given
        CountDownLatch secondHasBegun = new CountDownLatch(1);

        // When
        startPassable("first", secondHasBegun);
        executor.start((tools, place) -> {
                    secondHasBegun.countDown();
                    place.awaitTurn();
                    events.add("second");
                })
                .get();

        // Then
        assertThat(events).containsExactly("first", "second");
    }

    @Test
    void shouldNotLetTheNextJobBeginUnasked() {
        // Given
        CountDownLatch mayEnd = new CountDownLatch(1);

        // When
        CompletableFuture<Void> next = executor.start((tools, place) -> mayEnd.await());

        // Then
        assertThat(next).isNotDone();
        mayEnd.countDown();
        assertThat(next).succeedsWithin(10, TimeUnit.SECONDS);
    }

    /** The second has nothing to publish and never asks for its turn; the third must wait for the first all the same. */
    @Test
    void shouldKeepTheOrderWhenAJobBetweenAsksForNoTurn() throws Exception {
        // Given
        CountDownLatch thirdIsThrough = new CountDownLatch(1);
        executor.start((tools, place) -> {
                    place.letPass();
                    // Gives the third the time to be wrong.
                    boolean overtaken = thirdIsThrough.await(500, TimeUnit.MILLISECONDS);
                    events.add(overtaken ? "first, too late" : "first");
                })
                .get();

        // When
        executor.start((tools, place) -> place.letPass()).get();
        executor.start((tools, place) -> {
                    place.awaitTurn();
                    events.add("third");
                    thirdIsThrough.countDown();
                })
                .get();

        // Then
        assertThat(events).containsExactly("first", "third");
    }

    @Test
    void shouldGiveNoTurnAfterAFailure() throws Exception {
        // Given
        CountDownLatch mayFail = new CountDownLatch(1);
        executor.start((tools, place) -> {
                    place.letPass();
                    mayFail.await();
                    throw new IllegalArgumentException("broken");
                })
                .get();
        CompletableFuture<Void> second = startInTurn("second");

        // When
        mayFail.countDown();

        // Then
        assertThatThrownBy(second::get).hasRootCauseMessage("broken");
        assertThatThrownBy(() -> startInTurn("third").get()).hasRootCauseMessage("broken");
        assertThat(events).isEmpty();
    }

    @Test
    void shouldGiveEachRunningJobToolsOfItsOwn() throws Exception {
        // Given
        CountDownLatch bothRun = new CountDownLatch(2);

        // When
        for (int i = 0; i < 2; i++) {
            executor.start((tools, place) -> {
                        events.add(tools);
                        place.letPass();
                        bothRun.countDown();
                        bothRun.await();
                    })
                    .get();
        }

        // Then
        assertThat(events).containsExactlyInAnyOrder("left", "right");
    }

    @Test
    void shouldInterruptThreadsThatWaitForTheirTurn() throws Exception {
        // Given
        CountDownLatch never = new CountDownLatch(1);
        startPassable("first", never);
        CompletableFuture<Void> second = executor.start((tools, place) -> place.awaitTurn());

        // When
        executor.stop();

        // Then
        assertThatThrownBy(second::get).isNotNull();
    }

    /** Returns when the next job may begin, long before this one may end. */
    private void startPassable(String name, CountDownLatch mayEnd) throws Exception {
        executor.start((tools, place) -> {
                    place.letPass();
                    mayEnd.await();
                    events.add(name);
                })
                .get();
    }

    private CompletableFuture<Void> startInTurn(String name) {
        return executor.start((tools, place) -> {
            place.awaitTurn();
            events.add(name);
        });
    }
}
