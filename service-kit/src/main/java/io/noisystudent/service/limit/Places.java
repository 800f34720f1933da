package io.noisystudent.service.limit;

import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;

/** A bounded number of places for work that takes a thread each. */
final class Places {
    private final int count;
    private final Semaphore free;

    Places(int count) {
        this.count = count;
        this.free = new Semaphore(count);
    }

    int count() {
        return count;
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
}
