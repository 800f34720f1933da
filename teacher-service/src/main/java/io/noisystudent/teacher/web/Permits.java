package io.noisystudent.teacher.web;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/** Bounds how much of one kind of work is done at once; a request beyond that is refused at once. */
final class Permits {
    private final String work;
    private final Semaphore free;

    /** @param work for people */
    Permits(String work, int most) {
        this.work = work;
        this.free = new Semaphore(most);
    }

    /** @throws NoisyStudentException {@code TOO_BUSY} */
    <T> T within(Supplier<T> answer) {
        acquire();
        try {
            return answer.get();
        } finally {
            release();
        }
    }

    /** To be followed by one {@link #release}. */
    void acquire() {
        if (!free.tryAcquire()) {
            throw new NoisyStudentException(
                    ErrorCode.TOO_BUSY, work, "enough of them are under way; ask again in a few seconds");
        }
    }

    void release() {
        free.release();
    }
}
