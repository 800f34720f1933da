package io.noisystudent.service.limit;

import java.io.InputStream;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The parts of a body one after another; each is forgotten when it is read. Closing it reads nothing more. */
final class PartsStream extends InputStream {
    private final Supplier<byte @Nullable []> parts;
    private byte[] part = new byte[0];
    private int offset;

    /** @param parts gives the next part, none of them empty; null at the end */
    PartsStream(Supplier<byte @Nullable []> parts) {
        this.parts = parts;
    }

    @Override
    public int read() {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int at, int length) {
        if (offset == part.length) {
            byte[] next = parts.get();
            if (next == null) {
                return -1;
            }
            part = next;
            offset = 0;
        }
        int count = Math.min(length, part.length - offset);
        System.arraycopy(part, offset, target, at, count);
        offset += count;
        return count;
    }

    @Override
    public int available() {
        return part.length - offset;
    }
}
