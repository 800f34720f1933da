package io.noisystudent.service.limit;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.Optional;
import java.util.function.LongPredicate;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/**
 * How a body is compressed.
 *
 * <p>Source: RFC 9110, 8.4: {@code deflate} is the format of zlib, and {@code x-gzip} is {@code gzip}.
 */
enum ContentCoding {
    IDENTITY,
    GZIP,
    DEFLATE;

    /** What a client may send, for the header {@code Accept-Encoding}. */
    static final String ACCEPTED = "gzip, deflate";

    /** The coding that the header {@code Content-Encoding} names; empty for one that is not known. */
    static Optional<ContentCoding> of(@Nullable String header) {
        return switch (header == null ? "" : header.strip().toLowerCase(Locale.ROOT)) {
            case "", "identity" -> Optional.of(IDENTITY);
            case "gzip", "x-gzip" -> Optional.of(GZIP);
            case "deflate" -> Optional.of(DEFLATE);
            default -> Optional.empty();
        };
    }

    /**
     * The bytes that were compressed. They are counted as they come: a few kilobytes can become gigabytes.
     *
     * @param body as it was received
     * @param room asked for the bytes of each part
     * @param refusal says why a part for which there is no room is refused
     */
    InputStream decode(InputStream body, LongPredicate room, Refusal refusal) {
        return this == IDENTITY ? body : new Decoded(body, room, refusal);
    }

    /** Why no more bytes are taken. */
    @FunctionalInterface
    interface Refusal {
        NoisyStudentException reason();
    }

    /** Opened with the first read, since the head of gzip may not be there yet. */
    private final class Decoded extends InputStream {
        private final InputStream body;
        private final LongPredicate room;
        private final Refusal refusal;
        private @Nullable InputStream open;

        Decoded(InputStream body, LongPredicate room, Refusal refusal) {
            this.body = body;
            this.room = room;
            this.refusal = refusal;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int at, int length) throws IOException {
            int count = inflate(target, at, length);
            if (count > 0 && !room.test(count)) {
                throw refusal.reason();
            }
            return count;
        }

        private int inflate(byte[] target, int at, int length) throws IOException {
            try {
                InputStream source = open;
                if (source == null) {
                    source = ContentCoding.this == GZIP ? new GZIPInputStream(body) : new InflaterInputStream(body);
                    open = source;
                }
                return source.read(target, at, length);
            } catch (ZipException | EOFException e) {
                String name = ContentCoding.this.name().toLowerCase(Locale.ROOT);
                throw new NoisyStudentException(
                        ErrorCode.BAD_REQUEST,
                        "body",
                        "it is not " + name + ", as Content-Encoding says, or is cut off: " + e.getMessage(),
                        e);
            }
        }

        @Override
        public void close() throws IOException {
            if (open != null) {
                open.close();
            }
            body.close();
        }
    }
}
