package io.noisystudent.testkit.web;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** Sends every route a body of one byte more than 1 MiB, with and without its length. */
public final class BodyLimitProbe {
    private static final int BYTES = (1 << 20) + 1;
    private static final int TOO_LARGE = 413;
    private static final int TOO_SLOW = 408;

    private final URI base;
    private final String token;
    private final List<String> breaches = new ArrayList<>();

    /**
     * @param base address of the service, without a path
     * @param token with all rights; empty where no tokens are asked for
     */
    public BodyLimitProbe(URI base, String token) {
        this.base = base;
        this.token = token;
    }

    /**
     * Calls everything.
     *
     * @param larger operations that take more, and refuse these bytes for what they are
     * @return what was not refused as too large; empty for a service that bounds every body
     */
    public List<String> breaches(Set<String> larger) {
        byte[] body = new byte[BYTES];
        Arrays.fill(body, (byte) ' ');
        for (Route route : Route.of(base)) {
            boolean takesMore = larger.contains(route.name());
            expect(route, takesMore, "its length", head(route, "Content-Length: " + BYTES), body);
            String chunk = Integer.toHexString(BYTES);
            expect(
                    route,
                    takesMore,
                    "no length",
                    head(route, "Transfer-Encoding: chunked") + chunk + "\r\n",
                    body,
                    "\r\n0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        }
        return List.copyOf(breaches);
    }

    private static boolean isForWhatTheyAre(int status) {
        return status >= 400 && status < 500 && status != TOO_LARGE && status != TOO_SLOW;
    }

    private String head(Route route, String length) {
        return route.method() + " " + route.path() + " HTTP/1.1\r\nHost: " + base.getAuthority() + "\r\nContent-Type: "
                + route.contentType() + "\r\nX-Noisy-Student-Client: 1\r\n"
                + (token.isEmpty() ? "" : "Authorization: Bearer " + token + "\r\n") + length + "\r\n\r\n";
    }

    private void expect(Route route, boolean takesMore, String what, String head, byte[]... parts) {
        try (RawRequest request = RawRequest.open(base)) {
            request.send(head.getBytes(StandardCharsets.US_ASCII));
            for (byte[] part : parts) {
                request.sendIfTaken(part);
            }
            int status = request.status();
            boolean refused = takesMore ? isForWhatTheyAre(status) : status == TOO_LARGE;
            if (!refused) {
                breaches.add(route.name() + " with " + BYTES + " bytes and " + what + ": " + status);
            }
        }
    }
}
