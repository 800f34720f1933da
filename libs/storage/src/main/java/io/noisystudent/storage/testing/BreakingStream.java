package io.noisystudent.storage.testing;

import io.noisystudent.storage.PiecewiseInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A stream that breaks after some bytes. */
final class BreakingStream extends PiecewiseInputStream {
    private final InputStream content;
    private int left;

    BreakingStream(InputStream content, int after) {
        this.content = content;
        this.left = after;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (left == 0) {
            throw new IOException("the connection to the store broke (a fault on request)");
        }
        int n = content.read(target, offset, Math.min(length, left));
        left -= Math.max(n, 0);
        return n;
    }

    @Override
    public void close() throws IOException {
        content.close();
    }
}
