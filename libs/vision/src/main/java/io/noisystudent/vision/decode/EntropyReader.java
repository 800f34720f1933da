package io.noisystudent.vision.decode;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The bits of a JPEG's entropy-coded data. Behind their end follow zeros, which are counted.
 *
 * <p>Source: ITU-T T.81, annex F.2.2.5.
 */
final class EntropyReader {
    private static final VarHandle WORD = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private byte[] value = {};
    private int at;
    private int end;
    /** The next bits, from the top; below the available ones stand zeros or the bits that will follow. */
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

    /** Up to 64 bits. */
    void skip(int count) {
        int rest = count;
        while (rest > available) {
            rest -= available;
            bits = 0;
            available = 0;
            fill();
        }
        // In two steps, because a shift by 64 does nothing.
        bits = (bits << (rest / 2)) << (rest - rest / 2);
        available -= rest;
    }

    /** Up to 15 bits as a number. */
    int read(int count) {
        int number = peek() >>> (16 - count);
        skip(count);
        return number;
    }

    /** Reads the coefficients behind the first one of a sequential block; false at a code that is not in the table. */
    boolean skipCoefficients(HuffmanTable table) {
        int k = 1;
        while (k <= 63) {
            if (available < 32) {
                fill();
            }
            int code = table.decode((int) (bits >>> 48));
            if (code < 0) {
                return false;
            }
            int size = code & 0xF;
            int run = (code >>> 4) & 0xF;
            int length = (code >>> 8) + size;
            bits <<= length;
            available -= length;
            if (size == 0 && run != 15) {
                return true;
            }
            k += run + 1;
        }
        return true;
    }

    private void fill() {
        if (at + Long.BYTES <= end) {
            long word = (long) WORD.get(value, at);
            long inverted = ~word;
            boolean plain = ((inverted - 0x0101010101010101L) & ~inverted & 0x8080808080808080L) == 0;
            if (plain) {
                int bytes = (64 - available) >>> 3;
                bits |= word >>> available;
                available += 8 * bytes;
                at += bytes;
                return;
            }
        }
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
