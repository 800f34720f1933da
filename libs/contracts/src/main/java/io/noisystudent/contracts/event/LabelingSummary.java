package io.noisystudent.contracts.event;

import java.util.List;

/** What the labelers have answered so far in one generation. */
public record LabelingSummary(
        int tasks, int tasksDone, long accepted, long rejected, long unreadable, List<Long> acceptedPerClass) {
    public static final LabelingSummary NONE = new LabelingSummary(0, 0, 0, 0, 0, List.of());

    public LabelingSummary {
        acceptedPerClass = List.copyOf(acceptedPerClass);
    }

    /** Accepted samples of the class that has most. */
    public long largestClass() {
        return acceptedPerClass.stream().mapToLong(Long::longValue).max().orElse(0);
    }

    public long samples() {
        return accepted + rejected + unreadable;
    }
}
