package io.noisystudent.storage.testing;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A stream that breaks after some bytes. */
final class BreakingStream extends FilterInputStream {
    private int left;

    BreakingStream(InputStream content, int after) {
        super(content);
        this.left = after;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (left == 0) {
            throw new IOException("the connection to the store broke (a fault on request)");
        }
        int n = super.read(target, offset, Math.min(length, left));
        left -= Math.max(n, 0);
        return n;
    }
}
