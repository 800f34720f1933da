package io.noisystudent.vision.decode;

import java.util.Arrays;

/**
 * One Huffman table of a JPEG: codes of up to 10 bits by look-up, longer ones by comparison.
 *
 * <p>Source: ITU-T T.81, annexes C and F.2.2.3.
 */
final class HuffmanTable {
    private static final int LOOKUP_BITS = 10;

    /** Length and symbol of the code that starts with these bits; 0 if it is longer. */
    private final short[] lookup = new short[1 << LOOKUP_BITS];
    /** The first code that is longer than this many bits, aligned to 16 bits. */
    private final int[] limit = new int[17];
    /** What has to be added to a code of this length to get its symbol's place. */
    private final int[] offset = new int[17];

    private final byte[] symbols = new byte[256];
    private int count;

    /** Forgets the table. */
    void clear() {
        count = 0;
    }

    boolean isDefined() {
        return count > 0;
    }

    /**
     * Reads a table's definition.
     *
     * @param at where its sixteen counts stand
     * @param end of the segment
     * @return where the definition ends, or -1 if it is not valid
     */
    int define(byte[] value, int at, int end) {
        Arrays.fill(lookup, (short) 0);
        int code = 0;
        int place = 0;
        for (int length = 1; length <= 16; length++) {
            if (at + 16 > end) {
                return -1;
            }
            int codes = value[at + length - 1] & 0xFF;
            offset[length] = place - code;
            if (place + codes > symbols.length || code + codes > 1 << length || at + 16 + place + codes > end) {
                return -1;
            }
            for (int i = 0; i < codes; i++) {
                symbols[place] = value[at + 16 + place];
                fillLookup(code, length, symbols[place]);
                code++;
                place++;
            }
            limit[length] = code << (16 - length);
            code <<= 1;
        }
        count = place;
        return at + 16 + place;
    }

    private void fillLookup(int code, int length, byte symbol) {
        if (length <= LOOKUP_BITS) {
            int first = code << (LOOKUP_BITS - length);
            short entry = (short) ((length << 8) | (symbol & 0xFF));
            Arrays.fill(lookup, first, first + (1 << (LOOKUP_BITS - length)), entry);
        }
    }

    /** The code at the start of these 16 bits: its length times 256 plus its symbol, or -1 if there is none. */
    int decode(int bits) {
        int entry = lookup[bits >>> (16 - LOOKUP_BITS)];
        if (entry != 0) {
            return entry;
        }
        for (int length = LOOKUP_BITS + 1; length <= 16; length++) {
            if (bits < limit[length]) {
                int place = (bits >>> (16 - length)) + offset[length];
                return (length << 8) | (symbols[place] & 0xFF);
            }
        }
        return -1;
    }
}
