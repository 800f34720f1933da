package io.noisystudent.registry.web;

import io.noisystudent.storage.ByteRange;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One range of bytes (RFC 9110, section 14); several at once, and what is no range, are answered with the whole. */
final class RangeHeader {
    private static final Pattern BYTES = Pattern.compile("bytes=([0-9]{0,18})-([0-9]{0,18})");

    private RangeHeader() {}

    /** Whether the header asks for one range, satisfiable or not. */
    static boolean asksForRange(@Nullable String header) {
        return header != null && matcher(header) != null;
    }

    /** The range within an object of {@code size} bytes; null if nothing of the object is in it. */
    static @Nullable ByteRange within(String header, long size) {
        Matcher matcher = matcher(header);
        if (matcher == null) {
            throw new IllegalArgumentException("no range: " + header);
        }
        long first;
        long last;
        if (matcher.group(1).isEmpty()) {
            long suffix = Math.min(Long.parseLong(matcher.group(2)), size);
            first = size - suffix;
            last = size - 1;
        } else {
            first = Long.parseLong(matcher.group(1));
            last = matcher.group(2).isEmpty() ? size - 1 : Math.min(Long.parseLong(matcher.group(2)), size - 1);
        }
        return first > last ? null : new ByteRange(first, last - first + 1);
    }

    private static @Nullable Matcher matcher(String header) {
        Matcher matcher = BYTES.matcher(header.trim());
        if (!matcher.matches()
                || (matcher.group(1).isEmpty() && matcher.group(2).isEmpty())) {
            return null;
        }
        boolean backwards = !matcher.group(1).isEmpty()
                && !matcher.group(2).isEmpty()
                && Long.parseLong(matcher.group(1)) > Long.parseLong(matcher.group(2));
        return backwards ? null : matcher;
    }
}
