package io.noisystudent.bench;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.inference.Device;
import java.util.Locale;
import java.util.Optional;

/**
 * Memory in megabytes.
 *
 * @param card of all processes on the first card; 0 where the CPU computes
 * @param process what this process alone has, without mapped files
 */
record MemoryUse(double card, double process) {
    /** What may be added by caches and collectors. */
    static final MemoryUse TOLERANCE = new MemoryUse(32, 256);

    /**
     * What was read while {@code device} computes.
     *
     * @throws NoisyStudentException {@code DEVICE_UNAVAILABLE} if that is a card of which nothing could be read: 0
     *     would pass for a memory that does not grow
     */
    static MemoryUse of(Device device, Optional<Card> card, double process) {
        if (device == Device.CPU) {
            return new MemoryUse(0, process);
        }
        return card.map(read -> new MemoryUse(read.usedMegabytes(), process))
                .orElseThrow(() -> new NoisyStudentException(
                        ErrorCode.DEVICE_UNAVAILABLE,
                        "nvidia-smi",
                        "it does not say how much of the card's memory is taken, so that its growth cannot be measured;"
                                + " let it run here, or leave the part swap out"));
    }

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
