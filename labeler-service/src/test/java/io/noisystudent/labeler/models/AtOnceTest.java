package io.noisystudent.labeler.models;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class AtOnceTest {
    @Test
    @Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void shouldRunAllAtTheSameTime() {
        CyclicBarrier all = new CyclicBarrier(3);

        assertThatCode(() -> AtOnce.run(List.of(() -> await(all), () -> await(all), () -> await(all))))
                .doesNotThrowAnyException();
    }

    @Test
    void shouldPreferAFailureOfTheDeviceAfterAllHaveEnded() {
        AtomicInteger ended = new AtomicInteger();
        NoisyStudentException memory = new NoisyStudentException(ErrorCode.DEVICE_MEMORY, "cuda:0", "full");
        NoisyStudentException failed = new NoisyStudentException(ErrorCode.DEVICE_FAILED, "cuda:0", "gone");

        assertThatThrownBy(() -> AtOnce.run(List.of(() -> fail(memory), () -> fail(failed), ended::incrementAndGet)))
                .isSameAs(failed);
        assertThatThrownBy(() -> AtOnce.run(List.of(ended::incrementAndGet, () -> fail(memory))))
                .isSameAs(memory);
        assertThatThrownBy(() -> AtOnce.run(List.of(() -> fail(new OutOfMemoryError("heap")))))
                .isInstanceOf(OutOfMemoryError.class);
        assertThatCode(() -> AtOnce.run(List.of(() -> {
                    if (ended.get() != 2) {
                        throw new AssertionError(ended.get() + " ended");
                    }
                })))
                .doesNotThrowAnyException();
    }

    private static void await(CyclicBarrier all) {
        try {
            all.await();
        } catch (InterruptedException | BrokenBarrierException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void fail(RuntimeException failure) {
        throw failure;
    }

    private static void fail(Error failure) {
        throw failure;
    }
}
