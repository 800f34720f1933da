package io.noisystudent.testkit.web;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Sends every route what a browser would send on behalf of a foreign web page; the service asks for no tokens. */
public final class ForeignPageProbe {
    private static final int READ_LIMIT_MILLIS = 30_000;
    private static final int LONGEST_ANSWER = 4096;
    private static final int OK = 200;
    private static final int MALFORMED = 400;
    private static final int REFUSED = 403;
    private static final int MISDIRECTED = 421;
    private static final Pattern REASON = Pattern.compile("BAD_REQUEST|BAD_PATH|FOREIGN_HOST");

    private final URI base;
    private final List<String> breaches = new ArrayList<>();

    /** @param base address of the service, without a path */
    public ForeignPageProbe(URI base) {
        this.base = base;
    }

    /**
     * Sends everything.
     *
     * @param watched operations that probes ask by address, under any name
     * @param untyped operations that may come without a content type, if no browser sends them
     * @return what was served though it should not have been; empty for a service that no page can use
     */
    public List<String> breaches(Set<String> untyped, Set<String> watched) {
        String host = base.getAuthority();
        for (Route route : Route.of(base)) {
            int named = watched.contains(route.name()) ? OK : MISDIRECTED;
            expect(route, "a name of the page's own", named, Map.of("Host", "rebound.example:" + base.getPort()));
            if (!route.isReading()) {
                forgeries(host).forEach((what, headers) -> expect(route, what, REFUSED, headers));
                Map<String, String> bare = new LinkedHashMap<>(Map.of("Host", host));
                if (untyped.contains(route.name())) {
                    bare.put("Origin", "https://evil.example");
                }
                expect(route, "no type at all", REFUSED, bare);
            }
        }
        List.of("Host:", "Host: a b", "Host: a:b:c", "Host: a/b", "Host: [::1", "X-Nothing: 1")
                .forEach(header -> expectReason("/q/openapi", header));
        expectReason("*", "Host: " + host);
        expectReason("q", "Host: " + host);
        return List.copyOf(breaches);
    }

    /** What no client sends is refused with a code, too. */
    private void expectReason(String path, String header) {
        String answer = exchange("GET " + path + " HTTP/1.1\r\n" + header + "\r\nConnection: close\r\n\r\n");
        int status = status(answer);
        if ((status != MALFORMED && status != MISDIRECTED)
                || !REASON.matcher(answer).find()) {
            breaches.add("GET " + path + " with " + header + ": " + answer);
        }
    }

    private static Map<String, Map<String, String>> forgeries(String host) {
        Map<String, Map<String, String>> forgeries = new LinkedHashMap<>();
        forgeries.put("a form", Map.of("Host", host, "Content-Type", "application/x-www-form-urlencoded"));
        forgeries.put("plain text", Map.of("Host", host, "Content-Type", "text/plain"));
        forgeries.put(
                "a foreign origin",
                Map.of("Host", host, "Content-Type", "application/json", "Origin", "https://evil.example"));
        forgeries.put(
                "the origin of a sandboxed frame",
                Map.of("Host", host, "Content-Type", "application/json", "Origin", "null"));
        forgeries.put(
                "another site",
                Map.of("Host", host, "Content-Type", "application/json", "Sec-Fetch-Site", "Cross-Site"));
        forgeries.put(
                "another site behind its own",
                Map.of(
                        "Host",
                        host,
                        "Content-Type",
                        "application/json",
                        "Sec-Fetch-Site",
                        "same-origin\r\nSec-Fetch-Site: cross-site"));
        return forgeries;
    }

    private void expect(Route route, String what, int expected, Map<String, String> headers) {
        int status = send(route, headers);
        if (status != expected) {
            breaches.add(route.name() + " with " + what + ": " + status);
        }
    }

    /** By hand, since Java's client does not let its users choose the header {@code Host}. */
    private int send(Route route, Map<String, String> headers) {
        StringBuilder request = new StringBuilder(route.method() + " " + route.path() + " HTTP/1.1\r\n");
        headers.forEach(
                (name, value) -> request.append(name).append(": ").append(value).append("\r\n"));
        request.append("Content-Length: 2\r\nConnection: close\r\n\r\n{}");
        return status(exchange(request.toString()));
    }

    private static int status(String answer) {
        int status = answer.indexOf(' ') + 1;
        return Integer.parseInt(answer.substring(status, status + 3));
    }

    private String exchange(String request) {
        try (Socket socket = new Socket(base.getHost(), base.getPort())) {
            socket.setSoTimeout(READ_LIMIT_MILLIS);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().flush();
            String answer = new String(socket.getInputStream().readNBytes(LONGEST_ANSWER), StandardCharsets.ISO_8859_1);
            if (!answer.startsWith("HTTP/1.1 ")) {
                throw new IllegalStateException("no answer to " + request);
            }
            return answer;
        } catch (IOException e) {
            throw new IllegalStateException(request, e);
        }
    }
}
