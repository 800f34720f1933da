package io.noisystudent.service.limit;

/** What one body has of {@link BytesInMemory}; thread-safe. */
final class MemoryShare {
    private final BytesInMemory memory;
    private long taken;
    private boolean released;

    MemoryShare(BytesInMemory memory) {
        this.memory = memory;
    }

    /** Whether there was room, and the share is not given back yet. */
    synchronized boolean take(long bytes) {
        if (released || !memory.take(bytes, taken)) {
            return false;
        }
        taken += bytes;
        return true;
    }

    /** Gives everything back, once and for all. */
    synchronized void release() {
        released = true;
        memory.giveBack(taken);
        taken = 0;
    }
}
