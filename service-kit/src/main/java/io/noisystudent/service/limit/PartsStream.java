package io.noisystudent.service.limit;

import java.io.InputStream;
import java.util.Deque;

/** The parts of a body one after another; each is forgotten when it is read. */
final class PartsStream extends InputStream {
    private final Deque<byte[]> parts;
    private int offset;

    PartsStream(Deque<byte[]> parts) {
        this.parts = parts;
    }

    @Override
    public int read() {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int at, int length) {
        byte[] part = parts.peek();
        if (part == null) {
            return -1;
        }
        int count = Math.min(length, part.length - offset);
        System.arraycopy(part, offset, target, at, count);
        offset += count;
        if (offset == part.length) {
            parts.remove();
            offset = 0;
        }
        return count;
    }

    @Override
    public int available() {
        byte[] part = parts.peek();
        return part == null ? 0 : part.length - offset;
    }
}
