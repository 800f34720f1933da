package io.noisystudent.teacher.deadletter;

import io.noisystudent.contracts.error.ErrorCode;
import org.jspecify.annotations.Nullable;

/**
 * What became of a letter.
 *
 * @param subject position of the original
 * @param position where it was sent again to; null if it was not
 * @param code why it was not; null if it was, or would be
 */
public record ReplayResult(
        String id,
        String subject,
        Outcome outcome,
        @Nullable String position,
        @Nullable ErrorCode code,
        @Nullable String detail) {
    /** {@code REPLAYABLE} is the answer of a rehearsal. */
    public enum Outcome {
        REPLAYED,
        REPLAYABLE,
        SKIPPED
    }
}
