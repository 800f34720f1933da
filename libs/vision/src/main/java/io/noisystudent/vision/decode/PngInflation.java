package io.noisystudent.vision.decode;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Inflates the pixel data of a PNG without keeping it, to refuse data that goes on behind the last row: the decoder would
 * inflate all of it, a thousand bytes for each byte of the file.
 *
 * <p>Source: Portable Network Graphics, Third Edition (W3C), sections 10 and 11.2.1.
 */
final class PngInflation {
    /** Less than this inflates to 16 MiB at most, in the time of one large image. */
    private static final int HARMLESS_BYTES = 16 << 10;

    /** The seven passes of an interlaced image, with their own rows and their rounding, have fewer bytes than so many images. */
    private static final int ROW_FACTOR = 2;

    private static final int SLACK = 4 << 10;
    private static final int SCRATCH = 32 << 10;

    private PngInflation() {}

    /**
     * @param essential signature and essential chunks, complete, from the beginning to the position
     * @param compressed bytes of all data chunks
     */
    static void check(ByteBuffer essential, long compressed) {
        if (compressed <= HARMLESS_BYTES) {
            return;
        }
        ByteBuffer png = essential.duplicate().order(ByteOrder.BIG_ENDIAN);
        long most = (ROW_FACTOR * rowBytes(png)) + SLACK;
        if (inflatesBeyond(most, png)) {
            throw Refusals.undecodable(
                    PngStructure.SUBJECT,
                    "its pixel data goes on behind the last row that its header states; write the file again");
        }
    }

    private static long rowBytes(ByteBuffer png) {
        int header = Long.BYTES + (2 * Integer.BYTES);
        long width = Integer.toUnsignedLong(png.getInt(header));
        long height = Integer.toUnsignedLong(png.getInt(header + 4));
        int channels = channels(png.get(header + 9));
        return height * (1 + ((width * channels * png.get(header + 8)) + 7) / 8);
    }

    private static int channels(int colorType) {
        return switch (colorType) {
            case 0, 3 -> 1;
            case 4 -> 2;
            case 2 -> 3;
            default -> 4;
        };
    }

    private static boolean inflatesBeyond(long most, ByteBuffer png) {
        byte[] scratch = new byte[SCRATCH];
        Inflater inflater = new Inflater();
        try {
            int at = Long.BYTES;
            while (at < png.position() && !inflater.finished()) {
                int length = png.getInt(at);
                if (png.getInt(at + 4) == PngStructure.IDAT) {
                    inflater.setInput(png.slice(at + 8, length));
                    while (inflater.inflate(scratch) > 0) {
                        if (inflater.getBytesWritten() > most) {
                            return true;
                        }
                    }
                }
                at += PngStructure.CHUNK_OVERHEAD + length;
            }
            return false;
        } catch (DataFormatException e) {
            // The decoder stops at the same place, and says so.
            return false;
        } finally {
            inflater.end();
        }
    }
}
