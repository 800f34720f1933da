package io.noisystudent.registry.maintenance;

import java.time.Instant;
import java.util.List;

/**
 * What a collection found and did.
 *
 * @param examined files in the store
 * @param garbage files that no version names and that are older than the grace period
 * @param garbageBytes of all of them together
 * @param removed whether they were removed: a dry run only lists
 * @param restored files that were named by a version while they were removed, and put back
 */
public record GarbageReport(
        long examined, List<Blob> garbage, long garbageBytes, boolean removed, List<String> restored) {
    public GarbageReport {
        garbage = List.copyOf(garbage);
        restored = List.copyOf(restored);
    }

    /** A file that is not needed. */
    public record Blob(String sha256, long size, Instant lastModified) {}
}
