package io.noisystudent.storage;

/**
 * Consecutive bytes of an object.
 *
 * @param offset the first byte, from 0
 * @param length at least 1; a range that reaches beyond the object ends where the object does
 */
public record ByteRange(long offset, long length) {
    public ByteRange {
        if (offset < 0 || length < 1) {
            throw new IllegalArgumentException(
                    "offset " + offset + ", length " + length + ": an offset from 0 and a length from 1 are needed");
        }
    }

    /** From {@code offset} to the object's end. */
    public static ByteRange from(long offset) {
        return new ByteRange(offset, Long.MAX_VALUE);
    }

    public boolean isOpenEnded() {
        return length > Long.MAX_VALUE - offset;
    }
}
