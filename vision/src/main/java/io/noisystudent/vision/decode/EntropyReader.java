package io.noisystudent.vision.decode;

/**
 * The bits of a JPEG's entropy-coded data. Behind their end follow zeros, which are counted.
 *
 * <p>Source: ITU-T T.81, annex F.2.2.5.
 */
final class EntropyReader {
    private byte[] value = {};
    private int at;
    private int end;
    /** The next bits, from the top. */
    private long bits;

    private int available;
    private int padding;

    /** Starts at the first byte of a scan, whose last byte lies before this end. */
    void start(byte[] data, int from, int to) {
        value = data;
        at = from;
        end = to;
        drop();
    }

    private void drop() {
        bits = 0;
        available = 0;
        padding = 0;
    }

    /** Whether bits were used that the data do not have. */
    boolean isExhausted() {
        return padding > available;
    }

    /** Whether the end was seen, so that a code that stands there may be half of one. */
    boolean isNearEnd() {
        return padding > 0;
    }

    /** The next 16 bits, which stay. */
    int peek() {
        if (available < 16) {
            fill();
        }
        return (int) (bits >>> 48);
    }

    void skip(int count) {
        if (available < count) {
            fill();
        }
        bits <<= count;
        available -= count;
    }

    /** Up to 15 bits as a number. */
    int read(int count) {
        int number = peek() >>> (16 - count);
        skip(count);
        return number;
    }

    private void fill() {
        while (available <= 48) {
            int next = nextByte();
            if (next < 0) {
                padding += 8;
                next = 0;
            }
            bits |= (long) next << (56 - available);
            available += 8;
        }
    }

    private int nextByte() {
        if (at >= end) {
            return -1;
        }
        int next = value[at] & 0xFF;
        if (next == 0xFF) {
            if (at + 1 >= end || value[at + 1] != 0) {
                return -1;
            }
            at++;
        }
        at++;
        return next;
    }

    /** Goes on behind the next restart marker; false if there is none. */
    boolean restart() {
        while (at + 1 < end) {
            int code = value[at + 1] & 0xFF;
            boolean marker = value[at] == (byte) 0xFF && code >= 0xD0 && code <= 0xD7;
            at += marker ? 2 : 1;
            if (marker) {
                drop();
                return true;
            }
        }
        return false;
    }
}
