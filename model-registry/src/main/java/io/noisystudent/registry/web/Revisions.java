package io.noisystudent.registry.web;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The revision of an alias in {@code ETag} and {@code If-Match}. */
final class Revisions {
    private static final Pattern ETAG = Pattern.compile("\\s*\"?([0-9]{1,18})\"?\\s*");

    private Revisions() {}

    /** The revision that a move replaces; {@code REVISION_REQUIRED} without the header. */
    static long required(@Nullable String ifMatch) {
        Long revision = optional(ifMatch);
        if (revision == null) {
            throw new NoisyStudentException(
                    ErrorCode.REVISION_REQUIRED,
                    "If-Match",
                    "a move names the revision that it replaces: If-Match: \"5\", or \"0\" for a new alias; GET the alias"
                            + " to learn it");
        }
        return revision;
    }

    /** As above, or null without the header. */
    static @Nullable Long optional(@Nullable String ifMatch) {
        if (ifMatch == null) {
            return null;
        }
        Matcher matcher = ETAG.matcher(ifMatch);
        if (!matcher.matches()) {
            throw new NoisyStudentException(
                    ErrorCode.BAD_REQUEST, "If-Match", ifMatch + " must be one revision, for example \"5\"");
        }
        return Long.valueOf(matcher.group(1));
    }

    static String etag(long revision) {
        return "\"" + revision + "\"";
    }
}
