package io.noisystudent.storage;

import java.io.InputStream;

/** Content of any length that needs no memory and repeats with a period that no buffer has. */
public final class PatternStream extends InputStream {
    private static final int PERIOD = 251;

    private final long length;
    private long position;

    public PatternStream(long length) {
        this.length = length;
    }

    @Override
    public int read() {
        return position == length ? -1 : (int) (position++ % PERIOD);
    }

    @Override
    public int read(byte[] buffer, int offset, int wanted) {
        if (position == length) {
            return wanted == 0 ? 0 : -1;
        }
        int count = (int) Math.min(wanted, length - position);
        for (int i = 0; i < count; i++) {
            buffer[offset + i] = (byte) (position++ % PERIOD);
        }
        return count;
    }
}
