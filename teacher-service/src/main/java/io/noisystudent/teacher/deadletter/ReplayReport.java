package io.noisystudent.teacher.deadletter;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of several letters.
 *
 * @param replayable how many would have been sent again, in a rehearsal
 * @param next to be sent as {@code cursor} for the letters that this request did not come to; null if there are none
 */
public record ReplayReport(
        int replayed,
        int replayable,
        int skipped,
        List<ReplayResult> items,
        @Nullable String next) {
    public ReplayReport {
        items = List.copyOf(items);
    }

    static ReplayReport of(List<ReplayResult> items, @Nullable String next) {
        return new ReplayReport(
                count(items, ReplayResult.Outcome.REPLAYED),
                count(items, ReplayResult.Outcome.REPLAYABLE),
                count(items, ReplayResult.Outcome.SKIPPED),
                items,
                next);
    }

    private static int count(List<ReplayResult> items, ReplayResult.Outcome outcome) {
        return (int) items.stream().filter(item -> item.outcome() == outcome).count();
    }
}
