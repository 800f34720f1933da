package io.noisystudent.storage;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/** The keys that every S3-protocol store keeps alike, and their order. */
public final class ObjectKeys {
    /** The order in which stores list keys: by the bytes of their UTF-8 form. */
    public static final Comparator<String> ORDER =
            (a, b) -> Arrays.compareUnsigned(a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));

    private static final int MAX_KEY_BYTES = 1024;
    // A store on a file system makes a file of each segment.
    private static final int MAX_SEGMENT_BYTES = 255;

    private ObjectKeys() {}

    /**
     * Returns the key if it is allowed: at most 1,024 bytes of UTF-8 in segments that are separated by single slashes,
     * none empty, {@code .} or {@code ..}, none longer than 255 bytes, without control characters and backslashes, and
     * without characters above U+FFFF: stores that compare UTF-16 list those elsewhere.
     *
     * @throws NoisyStudentException {@code BAD_NAME}
     */
    public static String require(String key) {
        String problem = problem(key);
        if (problem != null) {
            throw new NoisyStudentException(
                    ErrorCode.BAD_NAME, "object key", "'" + key + "' " + problem + "; choose another key");
        }
        return key;
    }

    private static @Nullable String problem(String key) {
        if (key.getBytes(StandardCharsets.UTF_8).length > MAX_KEY_BYTES) {
            return "has more than " + MAX_KEY_BYTES + " bytes";
        }
        if (key.chars().anyMatch(c -> c < 0x20 || c == 0x7f || c == '\\')) {
            return "has a control character or a backslash";
        }
        if (key.chars().anyMatch(c -> Character.isSurrogate((char) c))) {
            return "has a character above U+FFFF";
        }
        for (String segment : key.split("/", -1)) {
            if (segment.isEmpty() || segment.equals(".") || segment.equals("..")) {
                return "has the segment '" + segment + "'";
            }
            if (segment.getBytes(StandardCharsets.UTF_8).length > MAX_SEGMENT_BYTES) {
                return "has a segment of more than " + MAX_SEGMENT_BYTES + " bytes";
            }
        }
        return null;
    }
}
