package io.noisystudent.bench;

import java.util.Locale;

/**
 * Memory in megabytes.
 *
 * @param card of all processes on the first card; 0 without one
 * @param process what this process alone has, without mapped files
 */
record MemoryUse(double card, double process) {
    /** What may be added by caches and collectors. */
    static final MemoryUse TOLERANCE = new MemoryUse(32, 256);

    MemoryUse minus(MemoryUse other) {
        return new MemoryUse(card - other.card, process - other.process);
    }

    /** Whether a growth is within the tolerance. */
    boolean isFlat() {
        return card <= TOLERANCE.card && process <= TOLERANCE.process;
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "card %.0f MB, process %.0f MB", card, process);
    }
}
