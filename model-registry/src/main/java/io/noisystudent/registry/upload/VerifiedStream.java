package io.noisystudent.registry.upload;

import io.noisystudent.contracts.digest.Digests;
import io.noisystudent.storage.PiecewiseInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.HexFormat;

/**
 * A stored file as it comes from the store. The bytes with which it would be complete are held back until the digest of
 * all of them is right: a reader that counts never takes a damaged file for a whole one.
 */
final class VerifiedStream extends PiecewiseInputStream {
    private final StoredFile file;
    private final InputStream content;
    private final MessageDigest digest = Digests.sha256();
    private long count;
    private boolean right;

    VerifiedStream(StoredFile file, InputStream content) {
        this.file = file;
        this.content = content;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (count == file.size()) {
            requireRight();
            return -1;
        }
        int n = next(target, offset, (int) Math.min(length, file.size() - count));
        if (n < 0) {
            throw file.damaged("it ends after " + count + " of " + file.size() + " bytes");
        }
        digest.update(target, offset, n);
        count += n;
        if (count == file.size()) {
            requireRight();
        }
        return n;
    }

    private void requireRight() throws IOException {
        if (right) {
            return;
        }
        String actual = HexFormat.of().formatHex(digest.digest());
        if (!actual.equals(file.sha256())) {
            throw file.damaged("its SHA-256 is " + actual);
        }
        if (next(new byte[1], 0, 1) >= 0) {
            throw file.damaged("it has more than " + file.size() + " bytes");
        }
        right = true;
        file.sound();
    }

    private int next(byte[] target, int offset, int length) throws IOException {
        try {
            return content.read(target, offset, length);
        } catch (IOException e) {
            throw file.broken(e);
        }
    }

    @Override
    public void close() throws IOException {
        content.close();
    }
}
