package io.noisystudent.service.request;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The spelling of a path that parts of a server could understand differently.
 *
 * <p>No name in a route of these services needs any of it, so that a path is refused rather than normalized.
 */
final class RequestPath {
    /** What an encoded form of these characters would mean depends on who decodes it, and how often. */
    private static final List<String> ENCODED = List.of("%2f", "%5c", "%3b", "%2e", "%25", "%00");

    private RequestPath() {}

    /**
     * Why a path is refused; empty if it is spelled plainly.
     *
     * @param path as it was sent, without the query
     */
    static Optional<String> refusal(String path) {
        String lower = path.toLowerCase(Locale.ROOT);
        if (!path.startsWith("/")) {
            return Optional.of("it does not begin with '/'");
        }
        if (path.indexOf(';') >= 0 || path.indexOf('\\') >= 0) {
            return Optional.of("it contains ';' or '\\'");
        }
        for (String form : ENCODED) {
            if (lower.contains(form)) {
                return Optional.of("it contains the encoded character " + form);
            }
        }
        if (path.contains("//")) {
            return Optional.of("it contains an empty segment, '//'");
        }
        for (String segment : path.split("/", -1)) {
            if (segment.equals(".") || segment.equals("..")) {
                return Optional.of("it contains the segment '" + segment + "'");
            }
        }
        return Optional.empty();
    }
}
