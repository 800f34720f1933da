package io.noisystudent.service.limit;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/** A bounded number of places for one kind of work; a request that finds none free is refused at once. */
public final class Places {
    private final String work;
    private final int count;
    private final Semaphore free;

    /** @param work what takes a place, as a refusal names it */
    public Places(String work, int count) {
        this.work = work;
        this.count = count;
        this.free = new Semaphore(count);
    }

    /** Does the work in a place; {@code TOO_BUSY}. */
    public <T> T within(Supplier<T> answer) {
        Runnable release = require();
        try {
            return answer.get();
        } finally {
            release.run();
        }
    }

    /**
     * Takes a place.
     *
     * @return gives it back, when it is run for the first time
     * @throws NoisyStudentException {@code TOO_BUSY}
     */
    public Runnable require() {
        return take().orElseThrow(this::full);
    }

    /** Takes a place if one is free; running the result gives it back. */
    Optional<Runnable> take() {
        if (!free.tryAcquire()) {
            return Optional.empty();
        }
        AtomicBoolean taken = new AtomicBoolean(true);
        return Optional.of(() -> {
            if (taken.getAndSet(false)) {
                free.release();
            }
        });
    }

    /** Why there was no place. */
    NoisyStudentException full() {
        return new NoisyStudentException(
                ErrorCode.TOO_BUSY,
                work,
                "all " + count + " that this service makes at once are under way; ask again after the seconds of"
                        + " Retry-After");
    }
}
