package io.noisystudent.storage.minio;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Copies content of a declared length to a file. */
final class ContentSpool {
    private static final int BUFFER_BYTES = 64 * 1024;

    private ContentSpool() {}

    /** Copies at most one byte more than {@code declared}, enough to see that there is more; returns what it copied. */
    static long copy(InputStream content, Path file, long declared) throws IOException {
        byte[] buffer = new byte[BUFFER_BYTES];
        long copied = 0;
        try (OutputStream out = Files.newOutputStream(file)) {
            while (copied <= declared) {
                int read = content.read(buffer, 0, (int) Math.min(buffer.length, declared + 1 - copied));
                if (read < 0) {
                    break;
                }
                out.write(buffer, 0, read);
                copied += read;
            }
        }
        return copied;
    }
}
