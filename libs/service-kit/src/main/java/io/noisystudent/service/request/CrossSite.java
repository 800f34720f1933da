package io.noisystudent.service.request;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Recognizes requests that a foreign web page could make a browser send (cross-site request forgery).
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
     * What a request says of its origin. A header may come several times: every value counts.
     *
     * @param hosts values of {@code Host}
     * @param origins values of {@code Origin}
     * @param fetchSites values of {@code Sec-Fetch-Site}
     * @param contentTypes values of {@code Content-Type}
     * @param isFromClient whether it has {@link #CLIENT_HEADER}
     */
    record Headers(
            String method,
            List<String> hosts,
            List<String> origins,
            List<String> fetchSites,
            List<String> contentTypes,
            boolean isFromClient) {
        Headers {
            hosts = List.copyOf(hosts);
            origins = List.copyOf(origins);
            fetchSites = List.copyOf(fetchSites);
            contentTypes = List.copyOf(contentTypes);
        }
    }

    /** Why a request is refused; empty if no foreign page can have sent it, or if it changes nothing. */
    static Optional<String> refusal(Headers request) {
        if (SAFE.contains(request.method())) {
            return Optional.empty();
        }
        if (request.hosts().size() > 1) {
            return Optional.of("it names several hosts: " + request.hosts());
        }
        for (String origin : request.origins()) {
            if (request.hosts().stream().noneMatch(host -> isSameOrigin(origin, host))) {
                return Optional.of("it comes from a page of '" + origin + "'");
            }
        }
        if (request.fetchSites().stream().anyMatch(CrossSite::isCrossSite)) {
            return Optional.of("it comes from a page of another site");
        }
        if (!request.isFromClient() && !areAskedFor(request.contentTypes())) {
            return Optional.of("its content type is "
                    + (request.contentTypes().isEmpty()
                            ? "absent"
                            : "'" + String.join("', '", request.contentTypes()) + "'")
                    + ": send " + JSON + ", " + BINARY + ", or the header " + CLIENT_HEADER + ": 1");
        }
        return Optional.empty();
    }

    /** A proxy may have joined several values by commas. */
    private static boolean isCrossSite(String value) {
        return value.toLowerCase(Locale.ROOT).contains("cross-site");
    }

    private static boolean isSameOrigin(String origin, String host) {
        int scheme = origin.indexOf("://");
        return scheme > 0 && origin.substring(scheme + 3).equalsIgnoreCase(host);
    }

    private static boolean areAskedFor(List<String> contentTypes) {
        return !contentTypes.isEmpty() && contentTypes.stream().allMatch(CrossSite::isAskedFor);
    }

    /** Whether a browser asks the other site before it sends this content type. */
    private static boolean isAskedFor(String contentType) {
        int parameters = contentType.indexOf(';');
        String type = (parameters < 0 ? contentType : contentType.substring(0, parameters))
                .strip()
                .toLowerCase(Locale.ROOT);
        return type.equals(BINARY) || type.equals(JSON) || type.matches("application/[a-z0-9.-]+\\+json");
    }
}
