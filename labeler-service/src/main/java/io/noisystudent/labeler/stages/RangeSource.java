package io.noisystudent.labeler.stages;

import io.noisystudent.contracts.log.LogRange;

/** Where the records of a range come from. */
public interface RangeSource {
    /**
     * Starts to read a range.
     *
     * @throws io.noisystudent.contracts.error.NoisyStudentException {@code LINEAGE_EXPIRED} when the log no longer has
     *     it; this may also come from a later {@link RecordStream#next}
     */
    RecordStream open(LogRange range);
}
