package io.noisystudent.service.request;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Recognizes requests that a web page of somebody else could make a browser send (cross-site request forgery).
 *
 * <p>Source: W3C Fetch Metadata ({@code Sec-Fetch-Site}); WHATWG Fetch, "CORS-safelisted request-header", for what a
 * browser sends to another site without asking it first.
 */
final class CrossSite {
    /** Marks a request without a body as not sent by a browser on behalf of another site; the value does not matter. */
    static final String CLIENT_HEADER = "X-Noisy-Student-Client";

    static final String JSON = "application/json";

    private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS");
    private static final String BINARY = "application/octet-stream";

    private CrossSite() {}

    /**
     * What a request says of its origin.
     *
     * @param host the header {@code Host}
     * @param clientHeader value of {@link #CLIENT_HEADER}
     */
    record Headers(
            String method,
            @Nullable String host,
            @Nullable String origin,
            @Nullable String fetchSite,
            @Nullable String contentType,
            @Nullable String clientHeader) {}

    /** Why a request is refused; empty if no foreign page can have sent it, or if it changes nothing. */
    static Optional<String> refusal(Headers request) {
        if (SAFE.contains(request.method())) {
            return Optional.empty();
        }
        if (request.origin() != null && !isSameOrigin(request.origin(), request.host())) {
            return Optional.of("it comes from a page of '" + request.origin() + "'");
        }
        if ("cross-site".equals(request.fetchSite())) {
            return Optional.of("it comes from a page of another site");
        }
        if (request.clientHeader() == null && !isAskedFor(request.contentType())) {
            return Optional.of("its content type is "
                    + (request.contentType() == null ? "absent" : "'" + request.contentType() + "'")
                    + ": send " + JSON + ", " + BINARY + ", or the header " + CLIENT_HEADER + ": 1");
        }
        return Optional.empty();
    }

    private static boolean isSameOrigin(String origin, @Nullable String host) {
        int scheme = origin.indexOf("://");
        return scheme > 0 && origin.substring(scheme + 3).equalsIgnoreCase(host);
    }

    /** Whether a browser asks the other site before it sends this content type. */
    private static boolean isAskedFor(@Nullable String contentType) {
        if (contentType == null) {
            return false;
        }
        int parameters = contentType.indexOf(';');
        String type = (parameters < 0 ? contentType : contentType.substring(0, parameters))
                .strip()
                .toLowerCase(Locale.ROOT);
        return type.equals(BINARY) || type.equals(JSON) || type.matches("application/[a-z0-9.-]+\\+json");
    }
}
