package io.noisystudent.trainer.messaging;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.event.TrainingProgress.Completed;
import io.noisystudent.contracts.event.TrainingProgress.Failed;
import io.noisystudent.learning.torch.Compute;
import io.noisystudent.trainer.dataset.RangeReader;
import io.noisystudent.trainer.testing.DeviceDoubles;
import io.noisystudent.trainer.training.TrainerStatus.State;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Wherever a request is, and whatever goes wrong there, it is answered in the end, or left to the next trainer. */
class RequestWaysOutTest extends TrainerOfATest {
    private static final int PATIENT = 2;

    @Test
    void shouldBeAnsweredWhateverKeepsItFromReading() {
        for (ErrorCode code : ErrorCode.values()) {
            // When
            boolean acknowledged = isAcknowledged((range, handler) -> {
                throw new NoisyStudentException(code, "subject", "detail");
            });

            // Then
            assertThat(acknowledged).isTrue();
            assertFailed(code);
        }
    }

    /** It waits for the registry without end, but not beyond its generation. */
    @Test
    void shouldBeAnsweredOrWaitForTheRegistryUntilItIsCancelled() {
        for (ErrorCode code : ErrorCode.values()) {
            // Given
            startAgain();
            AtomicInteger calls = new AtomicInteger();
            registry.refuse(code);
            registry.observe(call -> {
                if (calls.incrementAndGet() == PATIENT) {
                    ended.accept(cancelled());
                }
            });

            // When
            boolean acknowledged = isAcknowledged(log);

            // Then
            assertThat(acknowledged).isTrue();
            assertFailed(calls.get() < PATIENT ? code : ErrorCode.GENERATION_CANCELLED);
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldEndWhereverItIsCancelled(State state) {
        // When
        boolean acknowledged = isAcknowledged(at(state, () -> ended.accept(cancelled())));

        // Then
        assertThat(acknowledged).isTrue();
        assertFailed(ErrorCode.GENERATION_CANCELLED);
        assertThat(registry.versions()).isEmpty();
        assertNextIsTrained();
    }

    @ParameterizedTest
    @EnumSource
    void shouldBeLeftToTheNextTrainerWhereverThisOneStops(State state) {
        // When
        boolean acknowledged = isAcknowledged(at(state, () -> stop.request()));

        // Then
        assertThat(acknowledged)
                .as("a student that is trained is registered before the end")
                .isEqualTo(state == State.REGISTERING);
        assertThat(sent).noneMatch(progress -> progress instanceof Failed);
        assertNextIsTrained();
        assertThat(registry.versions()).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "IDLE")
    void shouldBeAnsweredWhereverThereIsNoMemory(State state) {
        // When
        boolean acknowledged = isAcknowledged(at(state, () -> {
            throw new OutOfMemoryError("Java heap space");
        }));

        // Then
        assertThat(acknowledged).isTrue();
        assertFailed(ErrorCode.OUT_OF_MEMORY);
        assertNextIsTrained();
    }

    @Test
    void shouldBeAnsweredWhereACardHasNoMemory() {
        // Given
        Compute processor = compute;
        AtomicInteger released = new AtomicInteger();
        compute = DeviceDoubles.of((method, call) -> {
            if (method.getName().equals("releaseUnused")) {
                released.incrementAndGet();
                throw new IllegalStateException("a failure that is not the answer");
            }
            if (method.getName().equals("inPrecision")) {
                throw new IllegalStateException(
                        "CUDA out of memory. Tried to allocate 2.00 GiB; 512.00 MiB is reserved");
            }
            return call.go();
        });

        // When
        boolean acknowledged = isAcknowledged(log);

        // Then
        assertThat(acknowledged).isTrue();
        assertFailed(ErrorCode.DEVICE_MEMORY);
        assertThat(released).hasValue(1);
        assertThat(((Failed) sent.get(sent.size() - 1)).detail())
                .contains("a batch of", "512.00 MiB is reserved", "raise accumulate");
        compute = processor;
        assertNextIsTrained();
    }

    /** Each later call would fail as this one does. */
    @ParameterizedTest
    @ValueSource(
            strings = {"CUDA error: an illegal memory access was encountered", "a step\tCUDA error: launch failure"})
    void shouldBeLeftToTheNextTrainerWhereTheCardIsLost(String said) {
        // Given
        Compute processor = compute;
        compute = DeviceDoubles.of((method, call) -> {
            if (method.getName().equals("inPrecision")) {
                throw new IllegalStateException(said + "\nframe #0");
            }
            return call.go();
        });

        // When
        boolean acknowledged = isAcknowledged(log);

        // Then
        assertThat(acknowledged).isFalse();
        assertThat(sent).noneMatch(progress -> progress instanceof Failed);
        assertThat(terminations).hasValue(1);
        assertThat(stop.isStopping()).as("no other request is begun").isTrue();
        compute = processor;
        assertNextIsTrained();
    }

    @Test
    void shouldBeAnsweredAfterCardsWereLostAsOftenAsTrainersMayStart() {
        compute = DeviceDoubles.of((method, call) -> {
            if (method.getName().equals("inPrecision")) {
                throw new IllegalStateException("CUDA error: unspecified launch failure");
            }
            return call.go();
        });
        for (int i = 0; i < STARTS; i++) {
            startAgain();
            assertThat(isAcknowledged(log)).isFalse();
        }

        startAgain();
        assertThat(isAcknowledged(log)).isTrue();
        assertFailed(ErrorCode.TRAINER_LOST);
    }

    /** Does this when the request is there, or before it comes. */
    private RangeReader at(State wanted, Runnable action) {
        if (wanted == State.IDLE) {
            action.run();
        }
        onSent = progress -> {
            if (wanted != State.READING && activity.now().state() == wanted) {
                action.run();
            }
        };
        return (range, handler) -> {
            if (wanted == State.READING) {
                action.run();
            }
            log.read(range, handler);
        };
    }

    private void assertFailed(ErrorCode code) {
        assertThat(sent.get(sent.size() - 1)).isInstanceOfSatisfying(Failed.class, failed -> assertThat(failed.code())
                .isEqualTo(code));
        assertThat(activity.now().state()).isEqualTo(State.IDLE);
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    private void assertNextIsTrained() {
        startAgain();
        onSent = progress -> {};
        assertThat(isAcknowledged(log)).isTrue();
        assertThat(sent.get(sent.size() - 1)).isInstanceOf(Completed.class);
    }
}
