package io.noisystudent.registry.web;

import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Conditions of reading requests.
 *
 * <p>Source: RFC 9110, 13.1: {@code If-None-Match} compares weakly, so that a cache may have weakened the tag; {@code
 * If-Match} does not.
 */
final class Conditions {
    private static final String ANY = "*";
    private static final Pattern TAG = Pattern.compile("(W/)?\"([^\"]*)\"");

    private Conditions() {}

    /** The answer, 304 or 412, if the client does not want what has this tag. */
    static Optional<Response.ResponseBuilder> answer(HttpHeaders request, EntityTag tag) {
        String match = request.getHeaderString(HttpHeaders.IF_MATCH);
        if (match != null && !names(match, tag, true)) {
            return Optional.of(
                    Response.status(Response.Status.PRECONDITION_FAILED).tag(tag));
        }
        String noneMatch = request.getHeaderString(HttpHeaders.IF_NONE_MATCH);
        return noneMatch != null && names(noneMatch, tag, false)
                ? Optional.of(Response.notModified(tag))
                : Optional.empty();
    }

    private static boolean names(String header, EntityTag tag, boolean strongly) {
        if (header.strip().equals(ANY)) {
            return true;
        }
        Matcher matcher = TAG.matcher(header);
        while (matcher.find()) {
            @Nullable String weak = matcher.group(1);
            if (matcher.group(2).equals(tag.getValue()) && (weak == null || !strongly)) {
                return true;
            }
        }
        return false;
    }
}
