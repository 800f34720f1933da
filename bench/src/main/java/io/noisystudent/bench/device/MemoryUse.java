package io.noisystudent.bench.device;

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
public record MemoryUse(double card, double process) {
    /** What caches and collectors may add where models replace one another. */
    public static final MemoryUse OF_SWAPS = new MemoryUse(32, 256);

    /** The same where one network is trained: a batch that is kept in every step exceeds it. */
    public static final MemoryUse OF_TRAINING = new MemoryUse(32, 64);

    /**
     * What was read while {@code device} computes.
     *
     * @throws NoisyStudentException {@code DEVICE_UNAVAILABLE} if that is a card of which nothing could be read: 0
     *     would pass for a memory that does not grow
     */
    public static MemoryUse of(Device device, Optional<Card> card, double process) {
        if (device == Device.CPU) {
            return new MemoryUse(0, process);
        }
        return card.map(read -> new MemoryUse(read.usedMegabytes(), process))
                .orElseThrow(() -> new NoisyStudentException(
                        ErrorCode.DEVICE_UNAVAILABLE,
                        "nvidia-smi",
                        "it does not say how much of the card's memory is taken, so that its growth cannot be measured;"
                                + " let it run here, or leave the parts memory and swap out"));
    }

    public MemoryUse minus(MemoryUse other) {
        return new MemoryUse(card - other.card, process - other.process);
    }

    /** Whether a growth is at most a tolerance. */
    public boolean isWithin(MemoryUse tolerance) {
        return card <= tolerance.card && process <= tolerance.process;
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "card %.0f MB, process %.0f MB", card, process);
    }
}
