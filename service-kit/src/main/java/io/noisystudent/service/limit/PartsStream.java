package io.noisystudent.service.limit;

import java.io.InputStream;

/** The parts of a body one after another; each is forgotten when it is read. */
final class PartsStream extends InputStream {
    private final Blocks blocks;
    private byte[] part = new byte[0];
    private int offset;

    PartsStream(Blocks blocks) {
        this.blocks = blocks;
    }

    @Override
    public int read() {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int at, int length) {
        if (offset == part.length) {
            byte[] next = blocks.poll();
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
