package io.noisystudent.registry.upload;

import io.noisystudent.contracts.digest.Digests;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;

/** Receives bodies into temporary files, with a running digest and a limit; never a whole body in memory. */
public final class Spool {
    private static final int BUFFER = 64 * 1024;

    private final long maxBytes;

    /** @param maxBytes of one body */
    public Spool(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    /**
     * Receives a body.
     *
     * @throws NoisyStudentException {@code TOO_LARGE} as soon as the limit is passed, {@code DISK_FULL} if the file
     *     cannot be written, {@code BAD_REQUEST} if the body breaks off; nothing is left behind then
     */
    public Spooled receive(InputStream body) {
        Path file = create();
        try {
            return fill(file, body);
        } catch (RuntimeException e) {
            new Spooled(file, "", 0).close();
            throw e;
        }
    }

    private Spooled fill(Path file, InputStream body) {
        MessageDigest digest = Digests.sha256();
        byte[] buffer = new byte[BUFFER];
        long size = 0;
        try (OutputStream out = Files.newOutputStream(file)) {
            for (int n = read(body, buffer, size); n >= 0; n = read(body, buffer, size)) {
                size += n;
                if (size > maxBytes) {
                    throw new NoisyStudentException(
                            ErrorCode.TOO_LARGE,
                            "body",
                            "the body has more than " + maxBytes + " bytes, the largest model that is accepted here");
                }
                digest.update(buffer, 0, n);
                out.write(buffer, 0, n);
            }
        } catch (IOException e) {
            throw full(file, e);
        }
        return new Spooled(file, HexFormat.of().formatHex(digest.digest()), size);
    }

    private static int read(InputStream body, byte[] buffer, long size) {
        try {
            return body.read(buffer);
        } catch (IOException e) {
            throw new NoisyStudentException(
                    ErrorCode.BAD_REQUEST, "body", "the body broke off after " + size + " bytes; send it again", e);
        }
    }

    private static Path create() {
        try {
            return Files.createTempFile("upload-", ".onnx");
        } catch (FileSystemException e) {
            throw full(Path.of(e.getFile() == null ? "temporary directory" : e.getFile()), e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static NoisyStudentException full(Path file, IOException e) {
        return new NoisyStudentException(
                ErrorCode.DISK_FULL,
                file.toString(),
                "the upload cannot be kept (" + e.getMessage() + "); free space in the temporary directory",
                e);
    }
}
