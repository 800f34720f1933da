package io.noisystudent.vision.decode;

import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.contracts.error.NoisyStudentException;
import java.nio.ByteBuffer;

/**
 * Walks the markers of a JPEG before any pixel is decoded: size, kind, completeness, number of scans.
 *
 * <p>Comments and application segments other than JFIF, EXIF (orientation) and Adobe (color transform) are not handed
 * on, nor is anything behind the end marker. Source: ITU-T T.81, annex B.
 */
final class JpegStructure {
    private static final String SUBJECT = "image/jpeg";
    private static final int SOF2 = 0xC2;
    private static final int DHT = 0xC4;
    private static final int SOI = 0xD8;
    private static final int EOI = 0xD9;
    private static final int SOS = 0xDA;
    private static final int DRI = 0xDD;
    private static final int COM = 0xFE;
    private static final int TEM = 0x01;

    private final DecodeLimits limits;
    private final ImageShape shape;
    private final JpegScans scanner;
    private int shorterSide;

    JpegStructure(DecodeLimits limits, ImageShape shape) {
        this.limits = limits;
        this.shape = shape;
        this.scanner = new JpegScans(limits.maxScannedSamples());
    }

    /** Height times width by the header, which is checked; nothing behind it is looked at. */
    long pixels(byte[] value) {
        checkStart(value);
        int at = 2;
        while (true) {
            int start = at;
            int marker = marker(value, at);
            if (marker == EOI) {
                throw Refusals.truncated(SUBJECT, value.length, "any pixel data");
            }
            if (marker == SOS) {
                throw unsized();
            }
            at = segmentEnd(value, at, marker);
            if (isFrame(marker)) {
                return checkFrame(value, start, marker, false);
            }
        }
    }

    /**
     * Refuses what cannot be decoded completely, and copies the rest.
     *
     * @param essential receives the segments that make pixels; at least as large as the value
     */
    void copyEssential(byte[] value, ByteBuffer essential) {
        checkStart(value);
        scanner.start(value);
        essential.put(value, 0, 2);
        int at = 2;
        int scans = 0;
        boolean sized = false;
        while (true) {
            int start = at;
            int marker = marker(value, at);
            if (marker == EOI) {
                essential.put((byte) 0xFF).put((byte) EOI);
                break;
            }
            at = segmentEnd(value, at, marker);
            if (isFrame(marker)) {
                checkFrame(value, start, marker, sized);
                scanner.defineFrame(start + 4, at, marker == SOF2);
                sized = true;
            } else if (marker == DHT) {
                scanner.defineTables(start + 4, at);
            } else if (marker == DRI) {
                scanner.defineRestarts(start + 4, at);
            } else if (marker == SOS) {
                scans = countScan(scans, sized);
                int data = at;
                at = scanEnd(value, data);
                scanner.walk(start + 4, data, at);
            }
            if (isEssential(marker)) {
                essential.put(value, start, at - start);
            }
        }
        if (scans == 0) {
            throw Refusals.truncated(SUBJECT, value.length, "any pixel data");
        }
    }

    private static void checkStart(byte[] value) {
        if (value.length < 3 || unsigned(value, 0) != 0xFF || unsigned(value, 1) != SOI) {
            throw Refusals.undecodable(SUBJECT, "the value does not start like a JPEG; check its content-type header");
        }
    }

    private static NoisyStudentException unsized() {
        return Refusals.undecodable(SUBJECT, "pixel data come before the image's size; write the file again");
    }

    private int countScan(int scans, boolean sized) {
        if (!sized) {
            throw unsized();
        }
        if (scans == limits.maxScans()) {
            throw Refusals.undecodable(
                    SUBJECT,
                    "the image has more than " + limits.maxScans() + " scans; write it with fewer, or not progressive");
        }
        return scans + 1;
    }

    private long checkFrame(byte[] value, int start, int marker, boolean sized) {
        if (sized) {
            throw Refusals.undecodable(SUBJECT, "the value states its size twice; write the file again");
        }
        int frame = marker - 0xC0;
        if (frame > 2) {
            throw Refusals.undecodable(
                    SUBJECT, "coding SOF" + frame + " is not supported; write it as baseline or progressive JPEG");
        }
        if (word(value, start + 2) < 8) {
            throw Refusals.undecodable(SUBJECT, "the segment of the image's size is too short; write the file again");
        }
        int precision = unsigned(value, start + 4);
        int components = unsigned(value, start + 9);
        if (precision != 8 || (components != 1 && components != 3)) {
            throw Refusals.undecodable(
                    SUBJECT,
                    components + " components of " + precision + " bits are not supported; convert it to RGB or gray"
                            + " of 8 bits");
        }
        int height = word(value, start + 5);
        int width = word(value, start + 7);
        limits.check(SUBJECT, height, width, shape);
        shorterSide = Math.min(height, width);
        return (long) height * width;
    }

    /**
     * By how much (1, 2, 4 or 8) the image that was copied last can be reduced while it is decoded: what remains is still
     * at least twice as large as the shape, whichever way it is turned.
     */
    int reduction() {
        int wanted = 2 * Math.max(shape.height(), shape.width());
        int reduction = 1;
        while (reduction < 8 && shorterSide / (2 * reduction) >= wanted) {
            reduction *= 2;
        }
        return reduction;
    }

    /** The marker at this place, behind any fill bytes. */
    private static int marker(byte[] value, int at) {
        if (at + 1 >= value.length) {
            throw Refusals.truncated(SUBJECT, value.length, "its end marker");
        }
        if (unsigned(value, at) != 0xFF) {
            throw Refusals.undecodable(
                    SUBJECT, "byte " + at + " should start a segment and does not; the file is damaged, send it again");
        }
        return unsigned(value, at + 1);
    }

    private static int segmentEnd(byte[] value, int at, int marker) {
        if (marker == 0xFF) {
            return at + 1;
        }
        if (marker == TEM) {
            return at + 2;
        }
        if (marker == 0 || isRestart(marker) || marker == SOI) {
            throw Refusals.undecodable(
                    SUBJECT, "marker FF" + Integer.toHexString(marker) + " at byte " + at + " is out of place");
        }
        if (at + 3 >= value.length) {
            throw Refusals.truncated(SUBJECT, value.length, "its end marker");
        }
        int length = word(value, at + 2);
        if (length < 2) {
            throw Refusals.undecodable(SUBJECT, "the segment at byte " + at + " states a length of " + length);
        }
        int end = at + 2 + length;
        if (end > value.length) {
            throw Refusals.truncated(SUBJECT, value.length, "the end of the segment at byte " + at);
        }
        return end;
    }

    /** Where the entropy-coded data of a scan end: at a marker that is neither stuffing nor a restart. */
    private static int scanEnd(byte[] value, int from) {
        for (int at = from; at + 1 < value.length; at++) {
            if (value[at] == (byte) 0xFF) {
                int next = unsigned(value, at + 1);
                if (next == 0 || isRestart(next)) {
                    at++;
                } else if (next != 0xFF) {
                    return at;
                }
            }
        }
        throw Refusals.truncated(SUBJECT, value.length, "its end marker");
    }

    private static boolean isEssential(int marker) {
        boolean application = marker >= 0xE0 && marker <= 0xEF;
        boolean wanted = marker == 0xE0 || marker == 0xE1 || marker == 0xEE;
        return application ? wanted : marker != COM && marker != 0xFF && marker != TEM;
    }

    /** SOF0 to SOF15 without DHT, JPG and DAC, which share their range. */
    private static boolean isFrame(int marker) {
        return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
    }

    private static boolean isRestart(int marker) {
        return marker >= 0xD0 && marker <= 0xD7;
    }

    private static int word(byte[] value, int at) {
        return (unsigned(value, at) << 8) | unsigned(value, at + 1);
    }

    private static int unsigned(byte[] value, int at) {
        return value[at] & 0xFF;
    }
}
