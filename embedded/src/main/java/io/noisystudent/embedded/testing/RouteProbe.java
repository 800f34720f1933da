package io.noisystudent.embedded.testing;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Calls every route that a service describes, spelled plainly and oddly, with every credential that must not suffice.
 *
 * <p>The service runs in the profile {@code oidc} with the provider's tokens; roles are the subjects of tokens.
 */
public final class RouteProbe {

    /** Spellings that the router and a check of paths could read differently. */
    private static final Map<String, UnaryOperator<String>> ODD = odd();

    private final HttpClient http = HttpClient.newHttpClient();
    private final URI base;
    private final Tokens tokens;
    private final List<String> breaches = new ArrayList<>();
    private int calls;

    /** @param reader subject of a token that may read and not write */
    public record Tokens(IdentityProvider provider, String audience, String reader) {
        private Map<String, String> insufficient(String writer) {
            Map<String, String> tokens = new LinkedHashMap<>();
            tokens.put("nothing", "");
            tokens.put("nonsense", "nonsense");
            tokens.put("an expired token", provider.expiredToken(writer, audience));
            tokens.put("a forged token", provider.forgedToken(writer, audience));
            tokens.put("a token without signature", provider.unsignedToken(writer, audience));
            tokens.put("a token signed with the public key", provider.confusedToken(writer, audience));
            tokens.put("a token for somebody else", provider.token(writer, "somebody-else"));
            return tokens;
        }
    }

    /** @param base address of the service, without a path */
    public RouteProbe(URI base, Tokens tokens) {
        this.base = base;
        this.tokens = tokens;
    }

    /**
     * Calls everything.
     *
     * @param writer subject whose valid token may do everything; only invalid variants of it are sent
     * @param open operations that need no token
     * @param readable operations besides GET and HEAD that a reader may call
     * @return what was answered though it should not have been; empty for a service that is closed
     */
    public List<String> breaches(String writer, Set<String> open, Set<String> readable) {
        String reader = tokens.provider().token(tokens.reader(), tokens.audience());
        String stranger = tokens.provider().token("stranger", tokens.audience());
        for (Route route : Route.of(base)) {
            if (!open.contains(route.name())) {
                tokens.insufficient(writer).forEach((what, token) -> expect(route, what, token, 401));
                expect(route, "a stranger's token", stranger, 403);
                if (route.isReading() || readable.contains(route.name())) {
                    expectAllowed(route, reader);
                } else {
                    expect(route, "the reader's token", reader, 403);
                }
                misspell(route, "nothing", "");
            }
            misspell(route, "the reader's token", reader);
        }
        return List.copyOf(breaches);
    }

    /** How many requests were sent. */
    public int calls() {
        return calls;
    }

    private void misspell(Route route, String what, String token) {
        ODD.forEach((how, spelling) -> {
            String path = spelling.apply(route.path());
            // A path of one segment has nothing within.
            if (!path.equals(route.path()) && send(route, path, token) != 400) {
                breaches.add(route.name() + " is not refused with " + how + " and " + what);
            }
        });
        if (token.isEmpty()) {
            for (String path : List.of(route.path().toUpperCase(Locale.ROOT), route.path() + "/")) {
                int status = send(route, path, token);
                if (status < 401 || status > 405) {
                    breaches.add(route.method() + " " + path + " with " + what + ": " + status);
                }
            }
        }
    }

    private void expect(Route route, String what, String token, int expected) {
        int status = send(route, route.path(), token);
        if (status != expected) {
            breaches.add(route.name() + " with " + what + ": " + status);
        }
    }

    private void expectAllowed(Route route, String token) {
        int status = send(route, route.path(), token);
        if (status == 401 || status == 403) {
            breaches.add(route.name() + " refuses the reader: " + status);
        }
    }

    private int send(Route route, String path, String token) {
        String method = route.method();
        calls++;
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path))
                .header("content-type", route.contentType())
                .method(method, HttpRequest.BodyPublishers.ofString(route.isReading() ? "" : "{}"));
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        try {
            HttpResponse<InputStream> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
            // A stream of events would go on for ever.
            answer.body().close();
            return answer.statusCode();
        } catch (IOException e) {
            throw new IllegalStateException(method + " " + path, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static Map<String, UnaryOperator<String>> odd() {
        Map<String, UnaryOperator<String>> odd = new LinkedHashMap<>();
        odd.put("a matrix parameter at its end", path -> path + ";x");
        odd.put("a matrix parameter in front", path -> path.replaceFirst("^(/[^/]*)", "$1;x"));
        odd.put("an encoded semicolon", path -> path.replaceFirst("^(/[^/]*)", "$1%3bx"));
        odd.put("an encoded slash", path -> "/" + path.substring(1).replaceFirst("/", "%2f"));
        odd.put("a doubled slash", path -> "/" + path);
        odd.put("a slash doubled within", path -> "/" + path.substring(1).replaceFirst("/", "//"));
        odd.put("a dot segment", path -> "/." + path);
        odd.put("a dot segment within", path -> "/" + path.substring(1).replaceFirst("/", "/./"));
        odd.put("an encoded dot segment", path -> "/%2e" + path);
        odd.put("a way back", path -> "/q/.." + path);
        odd.put("a percent sign encoded twice", path -> "/" + path.substring(1).replaceFirst("/", "%252f"));
        return odd;
    }
}
