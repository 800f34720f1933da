package io.noisystudent.registry.objects;

import io.noisystudent.contracts.digest.Digests;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The end of a stored JSON object: the SHA-256 of every byte before it, as the last property of the object.
 *
 * <p>A version's object names besides, just before its seal, the SHA-256 of the whole object of the version before.
 * Objects that were written before there were seals have none.
 */
final class Seal {
    private static final byte[] SEAL = ascii(",\"seal\":\"");
    private static final byte[] PREVIOUS = ascii(",\"previousSha256\":\"");
    private static final byte[] CLOSE = ascii("\"}");
    /** Of a SHA-256 in hexadecimal. */
    static final int DIGITS = 64;

    private static final int SEAL_LENGTH = SEAL.length + DIGITS + CLOSE.length;
    private static final int PREVIOUS_LENGTH = PREVIOUS.length + DIGITS + 1;

    private Seal() {}

    /**
     * Seals a JSON object.
     *
     * @param json an object with at least one property
     * @param previousSha256 of the object before it in its chain; null if it has none
     */
    static byte[] close(byte[] json, @Nullable String previousSha256) {
        byte[] previous = previousSha256 == null
                ? new byte[0]
                : ascii(new String(PREVIOUS, StandardCharsets.US_ASCII) + previousSha256 + '"');
        int open = json.length - 1;
        byte[] sealed = Arrays.copyOf(json, open + previous.length + SEAL_LENGTH);
        System.arraycopy(previous, 0, sealed, open, previous.length);
        int end = open + previous.length;
        System.arraycopy(SEAL, 0, sealed, end, SEAL.length);
        System.arraycopy(digest(sealed, 0, end), 0, sealed, end + SEAL.length, DIGITS);
        System.arraycopy(CLOSE, 0, sealed, end + SEAL.length + DIGITS, CLOSE.length);
        return sealed;
    }

    /** Whether there is a seal at the end of these bytes. */
    static boolean isAt(byte[] content, int from, int length) {
        int begin = from + length - SEAL_LENGTH;
        return begin > from && matches(content, begin, SEAL) && matches(content, from + length - CLOSE.length, CLOSE);
    }

    /** Whether the seal at the end of these bytes is theirs. */
    static boolean holds(byte[] content, int from, int length) {
        int sealed = length - SEAL_LENGTH;
        int begin = from + sealed + SEAL.length;
        return Arrays.equals(digest(content, from, sealed), 0, DIGITS, content, begin, begin + DIGITS);
    }

    /** The SHA-256 of the object before the sealed one in these bytes, if it names one. */
    static Optional<String> previous(byte[] content, int from, int length) {
        int begin = from + length - SEAL_LENGTH - PREVIOUS_LENGTH;
        return isAt(content, from, length) && begin > from && matches(content, begin, PREVIOUS)
                ? Optional.of(new String(content, begin + PREVIOUS.length, DIGITS, StandardCharsets.US_ASCII))
                : Optional.empty();
    }

    private static byte[] digest(byte[] content, int from, int length) {
        return ascii(Digests.sha256Hex(content, from, length));
    }

    private static boolean matches(byte[] content, int at, byte[] expected) {
        return Arrays.equals(content, at, at + expected.length, expected, 0, expected.length);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
