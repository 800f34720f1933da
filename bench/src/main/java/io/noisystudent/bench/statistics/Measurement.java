package io.noisystudent.bench.statistics;

/**
 * One round of one contender.
 *
 * @param units what was done: images, or floating-point operations
 * @param seconds from beginning to end
 * @param cpuSeconds of all threads of the processes that did it
 */
public record Measurement(double units, double seconds, double cpuSeconds) {
    public Measurement {
        if (!(units > 0) || !(seconds > 0) || !(cpuSeconds >= 0)) {
            throw new IllegalArgumentException(units + " units in " + seconds + " s with " + cpuSeconds
                    + " CPU-seconds are no measurement: units and seconds are positive");
        }
    }

    /** Units per second. */
    public double rate() {
        return units / seconds;
    }

    /** CPU-seconds per unit. */
    public double cpuPerUnit() {
        return cpuSeconds / units;
    }
}
