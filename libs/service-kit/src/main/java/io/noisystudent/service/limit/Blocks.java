package io.noisystudent.service.limit;

import io.vertx.core.buffer.Buffer;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Bytes in blocks of growing size.
 *
 * <p>A client may send a body in chunks of one byte: an array for each would take thirty times the memory that the bytes
 * have. Not thread-safe.
 */
final class Blocks {
    private static final int SMALLEST = 1 << 10;
    private static final int LARGEST = 64 << 10;

    private final Deque<byte[]> full = new ArrayDeque<>();
    private byte[] last = new byte[0];
    private int filled;
    private int size = SMALLEST;

    /**
     * Adds a part.
     *
     * @param room asked for the bytes of each new block
     * @return false if there was no room; a piece of the part may have been added then
     */
    boolean append(Buffer part, LongPredicate room) {
        int at = 0;
        while (at < part.length()) {
            if (filled == last.length && !grow(room)) {
                return false;
            }
            int count = Math.min(part.length() - at, last.length - filled);
            part.getBytes(at, at + count, last, filled);
            filled += count;
            at += count;
        }
        return true;
    }

    private boolean grow(LongPredicate room) {
        if (!room.test(size)) {
            return false;
        }
        if (filled > 0) {
            full.add(last);
        }
        last = new byte[size];
        filled = 0;
        size = Math.min(2 * size, LARGEST);
        return true;
    }

    boolean isEmpty() {
        return full.isEmpty() && filled == 0;
    }

    /** The next bytes, which are forgotten here; null if there are none now. */
    byte @Nullable [] poll() {
        byte[] block = full.poll();
        if (block == null && filled > 0) {
            block = filled == last.length ? last : Arrays.copyOf(last, filled);
            last = new byte[0];
            filled = 0;
        }
        return block;
    }

    void clear() {
        full.clear();
        last = new byte[0];
        filled = 0;
    }
}
