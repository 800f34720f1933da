package io.noisystudent.service.limit;

import java.util.concurrent.atomic.AtomicLong;

/** What bodies in memory take together. Counts bytes that have arrived: a client that announces many holds nothing back. */
final class BytesInMemory {
    private final long limit;
    private final AtomicLong taken = new AtomicLong();

    BytesInMemory(long limit) {
        this.limit = limit;
    }

    long limit() {
        return limit;
    }

    /** Whether there was room. */
    boolean take(long bytes) {
        if (taken.addAndGet(bytes) <= limit) {
            return true;
        }
        taken.addAndGet(-bytes);
        return false;
    }

    void giveBack(long bytes) {
        taken.addAndGet(-bytes);
    }
}
