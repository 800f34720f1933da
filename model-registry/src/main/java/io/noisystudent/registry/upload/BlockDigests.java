package io.noisystudent.registry.upload;

import io.noisystudent.contracts.digest.Digests;
import io.noisystudent.storage.ByteRange;
import io.noisystudent.storage.PiecewiseInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

/** The digests of the blocks of a file, so that a part of it can be verified without the rest. */
final class BlockDigests {
    static final int BLOCK = 1024 * 1024;

    private final List<String> digests;

    private BlockDigests(List<String> digests) {
        this.digests = digests;
    }

    /** Reads a file to its end, which verifies it. */
    static BlockDigests of(StoredFile file) throws IOException {
        List<String> digests = new ArrayList<>();
        byte[] block = new byte[BLOCK];
        try (InputStream content = file.open()) {
            int n = content.readNBytes(block, 0, BLOCK);
            while (n > 0) {
                digests.add(Digests.sha256Hex(block, 0, n));
                n = content.readNBytes(block, 0, BLOCK);
            }
        }
        return new BlockDigests(List.copyOf(digests));
    }

    /** A part of the file, of which every block was verified before a byte of it is given. */
    InputStream open(StoredFile file, ByteRange range) {
        int first = (int) (range.offset() / BLOCK);
        int last = (int) ((range.offset() + range.length() - 1) / BLOCK);
        long begin = (long) first * BLOCK;
        long end = Math.min((long) (last + 1) * BLOCK, file.size());
        InputStream content = file.content(new ByteRange(begin, end - begin));
        return new Part(file, content, first, range.offset() - begin, range.length());
    }

    /** Reads a block at a time. */
    private final class Part extends PiecewiseInputStream {
        private final StoredFile file;
        private final InputStream content;
        private int next;
        private long skip;
        private long left;
        private InputStream block = new ByteArrayInputStream(new byte[0]);

        Part(StoredFile file, InputStream content, int first, long skip, long length) {
            this.file = file;
            this.content = content;
            this.next = first;
            this.skip = skip;
            this.left = length;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            if (length == 0) {
                return 0;
            }
            if (left == 0) {
                return -1;
            }
            int n = block.read(target, offset, (int) Math.min(length, left));
            if (n < 0) {
                block = verified();
                n = block.read(target, offset, (int) Math.min(length, left));
            }
            left -= n;
            return n;
        }

        private InputStream verified() throws IOException {
            byte[] bytes;
            try {
                bytes = content.readNBytes((int) Math.min(BLOCK, file.size() - (long) next * BLOCK));
            } catch (IOException e) {
                throw file.broken(e);
            }
            if (!Digests.sha256Hex(bytes).equals(digests.get(next))) {
                throw file.damaged("the SHA-256 of its block " + next + " is not that of before");
            }
            next++;
            InputStream given = new ByteArrayInputStream(bytes, (int) skip, bytes.length - (int) skip);
            skip = 0;
            return given;
        }

        @Override
        public void close() throws IOException {
            content.close();
        }
    }
}
