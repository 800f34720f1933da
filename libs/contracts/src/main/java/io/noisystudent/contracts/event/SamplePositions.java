package io.noisystudent.contracts.event;

import java.util.Arrays;

/** Where samples are within one range: the offset of the record and the index inside it, in log order, as columns. */
public final class SamplePositions {
    private final long[] offsets;
    private final int[] indexes;

    /** Takes ownership of both arrays, which have equal length. */
    public SamplePositions(long[] offsets, int[] indexes) {
        if (offsets.length != indexes.length) {
            throw new IllegalArgumentException(offsets.length + " offsets, " + indexes.length + " indexes");
        }
        this.offsets = offsets;
        this.indexes = indexes;
    }

    public int size() {
        return offsets.length;
    }

    public long offset(int row) {
        return offsets[row];
    }

    public int index(int row) {
        return indexes[row];
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SamplePositions that
                && Arrays.equals(offsets, that.offsets)
                && Arrays.equals(indexes, that.indexes);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(offsets) + Arrays.hashCode(indexes);
    }

    @Override
    public String toString() {
        return "SamplePositions[" + size() + "]";
    }
}
