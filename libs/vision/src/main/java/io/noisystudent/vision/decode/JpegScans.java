package io.noisystudent.vision.decode;

import io.noisystudent.contracts.error.ErrorCode;
import java.util.Arrays;

/**
 * Walks through the entropy-coded data of a JPEG without making pixels of them, to see whether they are complete.
 *
 * <p>A decoder fills what is missing with gray and does not say so. Here every code is read and only its length counts.
 * Source: ITU-T T.81, annexes F.2.2 (sequential) and G.1.2 (progressive).
 */
final class JpegScans {
    private static final String SUBJECT = "image/jpeg";
    private static final int MAX_COMPONENTS = 3;

    private static final int SAMPLES_PER_BLOCK = 64;

    private final long maxSamples;
    private final HuffmanTable[] dc = {new HuffmanTable(), new HuffmanTable(), new HuffmanTable(), new HuffmanTable()};
    private final HuffmanTable[] ac = {new HuffmanTable(), new HuffmanTable(), new HuffmanTable(), new HuffmanTable()};
    private final EntropyReader reader = new EntropyReader();
    private final int[] ids = new int[MAX_COMPONENTS];
    private final int[] across = new int[MAX_COMPONENTS];
    private final int[] down = new int[MAX_COMPONENTS];
    /** Per component and block, which coefficients of a progressive image are not zero so far. */
    private final long[][] nonZero = new long[MAX_COMPONENTS][0];

    private byte[] value = {};
    private boolean progressive;
    private int height;
    private int width;
    private int components;
    private int maxAcross;
    private int maxDown;
    private int restartInterval;
    /** Read by the scans so far, including zeros. */
    private long samples;
    // The scan that is being walked.
    private int first;
    private int last;
    private boolean refining;
    private int endOfBand;

    /** @param maxSamples that the scans of one file may read together */
    JpegScans(long maxSamples) {
        this.maxSamples = maxSamples;
    }

    void start(byte[] file) {
        value = file;
        samples = 0;
        restartInterval = 0;
        for (int i = 0; i < dc.length; i++) {
            dc[i].clear();
            ac[i].clear();
        }
    }

    /** Takes in the tables of a DHT segment, from behind its length. */
    void defineTables(int from, int end) {
        int at = from;
        while (at < end) {
            int kind = value[at] >>> 4;
            int slot = value[at] & 0xF;
            if (kind < 0 || kind > 1 || slot > 3) {
                throw damaged("a Huffman table has the number " + (value[at] & 0xFF));
            }
            at = (kind == 0 ? dc : ac)[slot].define(value, at + 1, end);
            if (at < 0) {
                throw damaged("the Huffman table at byte " + from + " is not valid");
            }
        }
    }

    /** Takes in a DRI segment, from behind its length. */
    void defineRestarts(int from, int end) {
        restartInterval = end - from == 2 ? word(from) : 0;
    }

    /** Takes in a SOF segment whose precision and number of components are checked, from behind its length. */
    void defineFrame(int from, int end, boolean isProgressive) {
        progressive = isProgressive;
        height = word(from + 1);
        width = word(from + 3);
        components = value[from + 5];
        if (end - from != 6 + 3 * components) {
            throw damaged("the frame's header has a length of " + (end - from));
        }
        maxAcross = 1;
        maxDown = 1;
        for (int c = 0; c < components; c++) {
            ids[c] = value[from + 6 + 3 * c] & 0xFF;
            across[c] = (value[from + 7 + 3 * c] >>> 4) & 0xF;
            down[c] = value[from + 7 + 3 * c] & 0xF;
            if (across[c] < 1 || across[c] > 4 || down[c] < 1 || down[c] > 4) {
                throw damaged("component " + c + " has the sampling factors " + across[c] + " x " + down[c]);
            }
            maxAcross = Math.max(maxAcross, across[c]);
            maxDown = Math.max(maxDown, down[c]);
        }
        for (int c = 0; c < components && progressive; c++) {
            int blocks = unitsAcross() * across[c] * unitsDown() * down[c];
            if (nonZero[c].length < blocks) {
                nonZero[c] = new long[blocks];
            } else {
                Arrays.fill(nonZero[c], 0, blocks, 0);
            }
        }
    }

    /**
     * Walks one scan.
     *
     * @param header of the scan, behind its length
     * @param from where its data start
     * @param end of its data: the next marker that is no restart
     */
    void walk(int header, int from, int end) {
        int count = value[header];
        if (count < 1 || count > components || from - header != 4 + 2 * count) {
            throw damaged("the scan at byte " + header + " names " + count + " components");
        }
        int[] scanned = new int[count];
        HuffmanTable[] dcTables = new HuffmanTable[count];
        HuffmanTable[] acTables = new HuffmanTable[count];
        for (int i = 0; i < count; i++) {
            scanned[i] = component(value[header + 1 + 2 * i] & 0xFF);
            int tables = value[header + 2 + 2 * i];
            dcTables[i] = dc[(tables >>> 4) & 3];
            acTables[i] = ac[tables & 3];
        }
        int approximation = value[header + 3 + 2 * count];
        first = progressive ? value[header + 1 + 2 * count] : 0;
        last = progressive ? value[header + 2 + 2 * count] : 63;
        refining = progressive && ((approximation >>> 4) & 0xF) != 0;
        if (first < 0 || last < first || last > 63 || (progressive && first > 0 && count > 1)) {
            throw damaged("the scan at byte " + header + " has the band " + first + " to " + last);
        }
        countSamples(scanned);
        endOfBand = 0;
        reader.start(value, from, end);
        if (count == 1) {
            walkComponent(scanned[0], dcTables[0], acTables[0]);
        } else {
            walkInterleaved(scanned, dcTables, acTables);
        }
    }

    /** A scan reads every one of its blocks, even if all of them are coded in a few bytes. */
    private void countSamples(int... scanned) {
        long blocks = 0;
        for (int c : scanned) {
            blocks += scanned.length == 1
                    ? (long) blocksAcross(c) * blocksDown(c)
                    : (long) unitsAcross() * across[c] * unitsDown() * down[c];
        }
        samples += SAMPLES_PER_BLOCK * blocks;
        if (samples > maxSamples) {
            throw Refusals.image(
                    ErrorCode.TOO_MANY_PIXELS,
                    SUBJECT,
                    "the scans of an image of " + height + " x " + width + " pixels read more than " + maxSamples
                            + " samples; write it with fewer scans, or scaled down");
        }
    }

    private void walkComponent(int c, HuffmanTable dcTable, HuffmanTable acTable) {
        int rowLength = unitsAcross() * across[c];
        int blocksAcross = blocksAcross(c);
        int blocksDown = blocksDown(c);
        int unit = 0;
        for (int y = 0; y < blocksDown; y++) {
            for (int x = 0; x < blocksAcross; x++) {
                beforeUnit(unit++);
                walkBlock(c, y * rowLength + x, dcTable, acTable);
            }
            checkEnd();
        }
    }

    private void walkInterleaved(int[] scanned, HuffmanTable[] dcTables, HuffmanTable[] acTables) {
        int unit = 0;
        for (int y = 0; y < unitsDown(); y++) {
            for (int x = 0; x < unitsAcross(); x++) {
                beforeUnit(unit++);
                for (int i = 0; i < scanned.length; i++) {
                    int c = scanned[i];
                    int rowLength = unitsAcross() * across[c];
                    for (int v = 0; v < down[c]; v++) {
                        for (int h = 0; h < across[c]; h++) {
                            int block = (y * down[c] + v) * rowLength + x * across[c] + h;
                            walkBlock(c, block, dcTables[i], acTables[i]);
                        }
                    }
                }
            }
            checkEnd();
        }
    }

    private void beforeUnit(int unit) {
        if (restartInterval > 0 && unit > 0 && unit % restartInterval == 0) {
            checkEnd();
            endOfBand = 0;
            if (!reader.restart()) {
                throw Refusals.truncated(SUBJECT, value.length, "all restart markers of its pixel data");
            }
        }
    }

    /** Called now and then: the zeros behind the end cannot do harm meanwhile. */
    private void checkEnd() {
        if (reader.isExhausted()) {
            throw incomplete();
        }
    }

    private void walkBlock(int c, int block, HuffmanTable dcTable, HuffmanTable acTable) {
        if (!progressive) {
            reader.skip(symbol(dcTable) & 0xF);
            if (!acTable.isDefined() || !reader.skipCoefficients(acTable)) {
                throw noSuchCode();
            }
        } else if (first == 0) {
            reader.skip(refining ? 1 : symbol(dcTable) & 0xF);
        } else if (refining) {
            nonZero[c][block] = refineBand(acTable, nonZero[c][block]);
        } else {
            nonZero[c][block] |= walkBand(acTable);
        }
    }

    private long walkBand(HuffmanTable table) {
        long found = 0;
        if (endOfBand > 0) {
            endOfBand--;
            return found;
        }
        for (int k = first; k <= last; k++) {
            int symbol = symbol(table);
            int size = symbol & 0xF;
            int run = symbol >>> 4;
            if (size == 0 && run != 15) {
                endOfBand = (1 << run) - 1 + (run > 0 ? reader.read(run) : 0);
                return found;
            }
            k += run;
            reader.skip(size);
            found |= size > 0 && k <= last ? 1L << k : 0;
        }
        return found;
    }

    private long refineBand(HuffmanTable table, long before) {
        long known = before;
        int k = first;
        for (; endOfBand == 0 && k <= last; k++) {
            int symbol = symbol(table);
            int size = symbol & 0xF;
            int run = symbol >>> 4;
            if (size == 0 && run != 15) {
                endOfBand = (1 << run) + (run > 0 ? reader.read(run) : 0);
                break;
            }
            if (size > 1) {
                throw noSuchCode();
            }
            reader.skip(size);
            for (; k <= last; k++) {
                if ((known >>> k & 1) != 0) {
                    reader.skip(1);
                } else if (run-- == 0) {
                    break;
                }
            }
            known |= size > 0 && k <= last ? 1L << k : 0;
        }
        if (endOfBand > 0) {
            long rest = (known >>> k) << k & (-1L >>> (63 - last));
            reader.skip(k <= last ? Long.bitCount(rest) : 0);
            endOfBand--;
        }
        return known;
    }

    private int symbol(HuffmanTable table) {
        int code = table.isDefined() ? table.decode(reader.peek()) : -1;
        if (code < 0) {
            throw noSuchCode();
        }
        reader.skip(code >>> 8);
        return code & 0xFF;
    }

    private RuntimeException noSuchCode() {
        return reader.isNearEnd() ? incomplete() : damaged("its pixel data have a code that no Huffman table has");
    }

    private int component(int id) {
        for (int c = 0; c < components; c++) {
            if (ids[c] == id) {
                return c;
            }
        }
        throw damaged("a scan names component " + id + ", which the frame does not have");
    }

    /** Blocks of a component in a scan of its own, which has no padding. */
    private int blocksAcross(int c) {
        return divideUp(divideUp(width * across[c], maxAcross), 8);
    }

    private int blocksDown(int c) {
        return divideUp(divideUp(height * down[c], maxDown), 8);
    }

    private int unitsAcross() {
        return divideUp(width, 8 * maxAcross);
    }

    private int unitsDown() {
        return divideUp(height, 8 * maxDown);
    }

    private int word(int at) {
        return ((value[at] & 0xFF) << 8) | (value[at + 1] & 0xFF);
    }

    private static int divideUp(int dividend, int divisor) {
        return (dividend + divisor - 1) / divisor;
    }

    private RuntimeException incomplete() {
        return Refusals.truncated(SUBJECT, value.length, "the end of its pixel data, although an end marker follows");
    }

    private static RuntimeException damaged(String what) {
        return Refusals.undecodable(SUBJECT, what + "; the file is damaged, send it again");
    }
}
