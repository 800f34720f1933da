package io.noisystudent.labeler.inference;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

class AdmissionTest {
    @Test
    void shouldSendAwayRequestsThatAreTooMany() {
        // Given
        Admission admission = admission(Duration.ZERO);
        Admission.Entry first = admission.enter(() -> false);
        for (int i = 1; i < 8; i++) {
            admission.enter(() -> false);
        }

        // When, Then
        assertRefused(() -> admission.enter(() -> false), ErrorCode.TOO_BUSY, "8 requests");
        first.close();
        admission.enter(() -> false).close();
    }

    @Test
    void shouldBoundPixelsAndTurnsAtOnce() {
        // Given: 100 pixels and four turns, so that each turn costs at least 25
        Admission.Entry request = admission(Duration.ZERO).enter(() -> false);

        // When
        try (Admission.Turn large = request.turn(60);
                Admission.Turn small = request.turn(1)) {
            // Then
            assertThat(large.covers(60)).isTrue();
            assertThat(small.covers(1)).isTrue();
            assertRefused(() -> request.turn(1), ErrorCode.TOO_BUSY, "other requests");
        }
        try (Admission.Turn all = request.turn(1_000_000)) {
            assertThat(all.covers(1_000_000)).isTrue();
            assertRefused(() -> request.turn(0), ErrorCode.TOO_BUSY, "other requests");
        }
    }

    @Test
    void shouldCoverImagesUntilTheTurnIsUsedUp() {
        // Given
        Admission.Entry request = admission(Duration.ZERO).enter(() -> false);

        try (Admission.Turn turn = request.turn(10)) {
            assertThat(turn.covers(10)).isTrue();
            assertThat(turn.covers(10)).isTrue();
            assertThat(turn.covers(10)).isFalse();
            assertThat(turn.covers(5)).isTrue();
            assertThat(turn.covers(1)).isFalse();
        }
    }

    @Test
    void shouldGiveTurnsInTheOrderOfAsking() {
        // Given: 40 pixels are free
        Admission admission = admission(Duration.ofMinutes(1));
        List<String> order = new CopyOnWriteArrayList<>();
        Admission.Turn taken = admission.enter(() -> false).turn(60);

        // When: what asks first needs more
        CompletableFuture<Void> large = turn(admission, 80, () -> order.add("large"));
        await().until(() -> admission.waiting() == 1);
        CompletableFuture<Void> small = turn(admission, 1, () -> order.add("small"));
        await().until(() -> admission.waiting() == 2);
        assertThat(order).isEmpty();
        taken.close();

        // Then
        CompletableFuture.allOf(large, small).join();
        assertThat(order).containsExactly("large", "small");
        assertThat(admission.waiting()).isZero();
    }

    @Test
    void shouldNotWaitForAClientThatHasGone() {
        // Given
        Admission admission = admission(Duration.ofMinutes(1));
        AtomicBoolean gone = new AtomicBoolean();
        Admission.Entry request = admission.enter(gone::get);
        try (Admission.Turn all = admission.enter(() -> false).turn(100)) {
            CompletableFuture<Admission.Turn> waiting = CompletableFuture.supplyAsync(() -> request.turn(1));
            await().until(() -> admission.waiting() == 1);

            // When
            gone.set(true);

            // Then
            assertThatThrownBy(waiting::join)
                    .hasRootCauseInstanceOf(NoisyStudentException.class)
                    .hasMessageContaining("closed it");
            assertThat(admission.waiting()).isZero();
            assertThat(all.covers(100)).isTrue();
        }
    }

    private static CompletableFuture<Void> turn(Admission admission, long pixels, Runnable work) {
        return CompletableFuture.runAsync(() -> {
            try (Admission.Entry request = admission.enter(() -> false);
                    Admission.Turn turn = request.turn(pixels)) {
                assertThat(turn.covers(pixels)).isTrue();
                work.run();
            }
        });
    }

    private static Admission admission(Duration patience) {
        return new Admission(new InferenceLimits(256, 1000, 8, 100, 4, patience));
    }

    private static void assertRefused(ThrowingCallable call, ErrorCode code, String words) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        NoisyStudentException.class, e -> assertThat(e.code()).isEqualTo(code))
                .hasMessageContaining(words);
    }
}
