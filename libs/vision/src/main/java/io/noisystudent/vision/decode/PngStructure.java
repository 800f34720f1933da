package io.noisystudent.vision.decode;

import io.noisystudent.contracts.config.ImageShape;
import java.nio.ByteBuffer;
import java.util.zip.CRC32;

/**
 * Walks the chunks of a PNG before any pixel is decoded: size, completeness, checksums.
 *
 * <p>Only the chunks that make pixels (IHDR, PLTE, IDAT, IEND) are handed on. So nothing that an ancillary chunk says
 * can matter: a profile of megabytes, compressed text, transparency, gamma, orientation, the further frames of an
 * animation. Source: Portable Network Graphics, Third Edition (W3C), sections 5 and 11.
 */
final class PngStructure {
    static final String SUBJECT = "image/png";
    private static final long SIGNATURE = 0x89504E470D0A1A0AL;
    private static final int IHDR = 0x49484452;
    private static final int PLTE = 0x504C5445;
    static final int IDAT = 0x49444154;
    private static final int IEND = 0x49454E44;
    /** Length, type and checksum. */
    static final int CHUNK_OVERHEAD = 12;

    private final CRC32 crc = new CRC32();
    private final DecodeLimits limits;
    private final ImageShape shape;

    PngStructure(DecodeLimits limits, ImageShape shape) {
        this.limits = limits;
        this.shape = shape;
    }

    /** Height times width by the header, which is checked; nothing behind it is looked at. */
    long pixels(byte[] value) {
        return checkHeader(ByteBuffer.wrap(value));
    }

    /**
     * Refuses what cannot be decoded completely, and copies the rest.
     *
     * @param essential receives the signature and the essential chunks; at least as large as the value
     */
    void copyEssential(byte[] value, ByteBuffer essential) {
        ByteBuffer in = ByteBuffer.wrap(value);
        checkHeader(in);
        essential.put(value, 0, Long.BYTES);
        long data = 0;
        while (true) {
            int start = in.position();
            int type = chunk(in);
            int size = in.position() - start;
            switch (type) {
                case IHDR, PLTE, IDAT, IEND -> {
                    verify(value, start, size);
                    essential.put(value, start, size);
                    if (type == IDAT) {
                        data += size;
                    }
                }
                default -> refuseUnknownCritical(type);
            }
            if (type == IEND) {
                if (data == 0) {
                    throw Refusals.truncated(SUBJECT, value.length, "any pixel data");
                }
                PngInflation.check(essential, data);
                return;
            }
        }
    }

    private long checkHeader(ByteBuffer in) {
        if (in.remaining() < Long.BYTES || in.getLong() != SIGNATURE) {
            throw Refusals.undecodable(SUBJECT, "the value does not start like a PNG; check its content-type header");
        }
        if (in.remaining() < CHUNK_OVERHEAD + 13) {
            throw Refusals.truncated(SUBJECT, in.limit(), "the end of the header");
        }
        int at = in.position();
        if (in.getInt(at) != 13 || in.getInt(at + 4) != IHDR) {
            throw Refusals.undecodable(SUBJECT, "the first chunk is not a header of 13 bytes; write the file again");
        }
        long height = Integer.toUnsignedLong(in.getInt(at + 12));
        long width = Integer.toUnsignedLong(in.getInt(at + 8));
        limits.check(SUBJECT, height, width, shape);
        return height * width;
    }

    /** Advances over one chunk and returns its type. */
    private static int chunk(ByteBuffer in) {
        if (in.remaining() < CHUNK_OVERHEAD) {
            throw Refusals.truncated(SUBJECT, in.limit(), "its end chunk");
        }
        long length = Integer.toUnsignedLong(in.getInt());
        int type = in.getInt();
        if (length > in.remaining() - Integer.BYTES) {
            throw Refusals.truncated(SUBJECT, in.limit(), "the end of its chunk " + name(type));
        }
        in.position(in.position() + (int) length + Integer.BYTES);
        return type;
    }

    private void verify(byte[] value, int start, int size) {
        crc.reset();
        crc.update(value, start + 4, size - 8);
        int stated = ByteBuffer.wrap(value).getInt(start + size - 4);
        if ((int) crc.getValue() != stated) {
            throw Refusals.undecodable(
                    SUBJECT,
                    "chunk " + name(ByteBuffer.wrap(value).getInt(start + 4)) + " at byte " + start
                            + " does not match its checksum; send the file again");
        }
    }

    private static void refuseUnknownCritical(int type) {
        boolean ancillary = (type & 0x20000000) != 0;
        if (!ancillary) {
            throw Refusals.undecodable(
                    SUBJECT, "chunk " + name(type) + " is critical and unknown; write the file as plain PNG");
        }
    }

    private static String name(int type) {
        StringBuilder name = new StringBuilder(4);
        for (int shift = 24; shift >= 0; shift -= 8) {
            int letter = (type >>> shift) & 0xFF;
            name.append(letter > ' ' && letter < 0x7F ? (char) letter : '?');
        }
        return name.toString();
    }
}
