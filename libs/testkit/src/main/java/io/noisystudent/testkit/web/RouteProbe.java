package io.noisystudent.testkit.web;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/**
 * Calls every route that a service serves, with every credential that must not suffice and in every spelling.
 *
 * <p>An odd spelling is refused before the credential is checked. So each is sent three times to a route, unless
 * {@link #withEveryPair} asks for all: with nothing, with the reader's token, and with one of the others in turn.
 *
 * <p>The service runs in the profile {@code oidc} with the provider's tokens, and lists its routes (see {@link #LISTING}).
 * Roles are the subjects of tokens.
 */
public final class RouteProbe {
    /** The setting that makes a service list its routes, and its value. */
    public static final Map.Entry<String, String> LISTING =
            Map.entry("quarkus.log.category.\"io.noisystudent.service.request\".level", "DEBUG");

    /** What every service answers without a token: health, metrics, and the description of its interface. */
    private static final Set<String> OPEN_EVERYWHERE = Set.of(
            "* /q/health",
            "* /q/health/group",
            "* /q/health/group/*",
            "* /q/health/live",
            "* /q/health/ready",
            "* /q/health/started",
            "* /q/health/well",
            "* /q/metrics",
            "* /q/metrics/*",
            "* /q/openapi",
            "* /q/openapi.json",
            "* /q/openapi.yaml",
            "* /q/openapi.yml");

    /** They lead to the resource methods; a path that none of these has is not found. */
    private static final Set<String> ALL_PATHS = Set.of("* /", "* /*");

    /** Spellings that the router and a check of paths could read differently; all of them are refused. */
    private static final Map<String, UnaryOperator<String>> ODD = odd();

    /** Spellings that are refused because no route is spelled so, or else because the right is missing. */
    private static final Map<String, UnaryOperator<String>> SIMILAR = Map.of(
            "in upper case", path -> path.toUpperCase(Locale.ROOT), "with a slash at its end", path -> path + "/");

    /** Of the module whose test it is. */
    private static final Path APPLICATION = Path.of("target", "quarkus-app");

    /** That ask at the same time; a service limits how many there may be. */
    private static final int CLIENTS = 8;

    private static final String INVENTED = "BREW";
    private static final int BAD_PATH = 400;
    private static final int UNAUTHENTICATED = 401;
    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;
    private static final int NOT_ALLOWED = 405;

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final AtomicInteger calls = new AtomicInteger();
    private final URI base;
    private final String log;
    private final Tokens tokens;
    private final boolean everyPair;

    /** @param reader subject of a token that may read and not write */
    public record Tokens(IdentityProvider provider, String audience, String reader) {
        /** By what they are; all for {@code writer}, who may do everything. */
        private List<Credential> insufficient(String writer) {
            return List.of(
                    new Credential("nothing", "", UNAUTHENTICATED),
                    new Credential("nonsense", "nonsense", UNAUTHENTICATED),
                    new Credential("an expired token", provider.expiredToken(writer, audience), UNAUTHENTICATED),
                    new Credential("a forged token", provider.forgedToken(writer, audience), UNAUTHENTICATED),
                    new Credential(
                            "a token without signature", provider.unsignedToken(writer, audience), UNAUTHENTICATED),
                    new Credential(
                            "a token signed with the public key",
                            provider.confusedToken(writer, audience),
                            UNAUTHENTICATED),
                    new Credential(
                            "a token for another audience", provider.token(writer, "somebody-else"), UNAUTHENTICATED),
                    new Credential("a stranger's token", provider.token("stranger", audience), FORBIDDEN));
        }
    }

    /** @param refusal status of the answer where the credential does not suffice */
    private record Credential(String what, String token, int refusal) {
        @Override
        public String toString() {
            return what;
        }
    }

    private enum Need {
        ABSENT,
        NOTHING,
        READ,
        WRITE
    }

    /**
     * @param base address of the service, without a path
     * @param log what the service has printed
     */
    public RouteProbe(URI base, String log, Tokens tokens) {
        this(base, log, tokens, false);
    }

    private RouteProbe(URI base, String log, Tokens tokens, boolean everyPair) {
        this.base = base;
        this.log = log;
        this.tokens = tokens;
        this.everyPair = everyPair;
    }

    /** A probe that sends every odd spelling with every credential; for the registry that takes seconds more. */
    public RouteProbe withEveryPair() {
        return new RouteProbe(base, log, tokens, true);
    }

    /**
     * Calls everything.
     *
     * @param writer subject whose valid token may do everything; only invalid variants of it are sent
     * @param open routes that need no token, besides {@link #OPEN_EVERYWHERE}
     * @param readable routes besides GET and HEAD that a reader may call
     * @return what was answered though it should not have been; empty for a service that is closed
     */
    public List<String> breaches(String writer, Set<String> open, Set<String> readable) {
        List<Route> routes = Route.served(base, log, APPLICATION);
        List<Credential> insufficient = tokens.insufficient(writer);
        Credential reader = new Credential(
                "the reader's token", tokens.provider().token(tokens.reader(), tokens.audience()), FORBIDDEN);
        Set<String> unauthenticated = new TreeSet<>(open);
        unauthenticated.addAll(OPEN_EVERYWHERE);
        List<String> breaches = new ArrayList<>(absent(routes, unauthenticated));
        breaches.addAll(absent(routes, readable));
        ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
        try {
            List<CompletableFuture<List<String>>> probes = routes.stream()
                    .map(route -> CompletableFuture.supplyAsync(
                            () -> breaches(route, need(route, unauthenticated, readable), insufficient, reader),
                            clients))
                    .toList();
            probes.forEach(probe -> breaches.addAll(probe.join()));
        } finally {
            clients.shutdownNow();
        }
        return List.copyOf(breaches);
    }

    private static Need need(Route route, Set<String> open, Set<String> readable) {
        if (ALL_PATHS.contains(route.name())) {
            return Need.ABSENT;
        }
        if (open.contains(route.name())) {
            return Need.NOTHING;
        }
        return route.isReading() || readable.contains(route.name()) ? Need.READ : Need.WRITE;
    }

    /** How many requests were sent. */
    public int calls() {
        return calls.get();
    }

    private static List<String> absent(List<Route> routes, Set<String> names) {
        Set<String> absent = new TreeSet<>(names);
        routes.forEach(route -> absent.remove(route.name()));
        return absent.stream()
                .map(name -> name + " is expected, and not served")
                .toList();
    }

    private List<String> breaches(Route route, Need need, List<Credential> insufficient, Credential reader) {
        List<String> breaches = new ArrayList<>();
        for (Credential credential : insufficient) {
            if (need == Need.READ || need == Need.WRITE) {
                expect(route, credential, breaches);
                expectNothingSimilar(route, credential, breaches);
            }
        }
        expectNothingOdd(route, insufficient, reader, breaches);
        switch (need) {
            case ABSENT -> expectAbsent(route, reader, breaches);
            case NOTHING -> expectAllowed(route, insufficient.get(0), breaches);
            case READ -> {
                expectAllowed(route, reader, breaches);
                if (route.isReading()) {
                    expect(route.by("HEAD"), insufficient.get(0), breaches);
                }
            }
            case WRITE -> {
                expect(route, reader, breaches);
                expectNothingSimilar(route, reader, breaches);
            }
        }
        if (send(route.by(INVENTED), route.path(), reader) != NOT_ALLOWED) {
            breaches.add(route.name() + " is answered for the method " + INVENTED);
        }
        return breaches;
    }

    private void expect(Route route, Credential credential, List<String> breaches) {
        int status = send(route, route.path(), credential);
        if (status != credential.refusal) {
            breaches.add(route.name() + " with " + credential.what + ": " + status);
        }
    }

    private void expectAllowed(Route route, Credential credential, List<String> breaches) {
        int status = send(route, route.path(), credential);
        if (status == UNAUTHENTICATED || status == FORBIDDEN) {
            breaches.add(route.name() + " refuses " + credential.what + ": " + status);
        }
    }

    private void expectAbsent(Route route, Credential credential, List<String> breaches) {
        int status = send(route, route.path(), credential);
        if (status != NOT_FOUND) {
            breaches.add(route.path() + " is served: " + status);
        }
    }

    private void expectNothingSimilar(Route route, Credential credential, List<String> breaches) {
        SIMILAR.forEach((how, spelling) -> {
            int status = send(route, spelling.apply(route.path()), credential);
            if (status < UNAUTHENTICATED || status > NOT_ALLOWED) {
                breaches.add(route.name() + " " + how + " with " + credential.what + ": " + status);
            }
        });
    }

    private void expectNothingOdd(
            Route route, List<Credential> insufficient, Credential reader, List<String> breaches) {
        int turn = route.name().hashCode();
        for (Map.Entry<String, UnaryOperator<String>> spelling : ODD.entrySet()) {
            String path = spelling.getValue().apply(route.path());
            if (path.equals(route.path())) {
                // A path of one segment has nothing within.
                continue;
            }
            turn++;
            for (Credential credential : credentials(insufficient, reader, turn)) {
                if (send(route, path, credential) != BAD_PATH) {
                    breaches.add(
                            route.name() + " is not refused with " + spelling.getKey() + " and " + credential.what);
                }
            }
        }
    }

    private Set<Credential> credentials(List<Credential> insufficient, Credential reader, int turn) {
        Set<Credential> credentials = new LinkedHashSet<>();
        credentials.add(reader);
        if (everyPair) {
            credentials.addAll(insufficient);
        } else {
            credentials.add(insufficient.get(0));
            credentials.add(insufficient.get(Math.floorMod(turn, insufficient.size())));
        }
        return credentials;
    }

    private int send(Route route, String path, Credential credential) {
        String method = route.method();
        calls.incrementAndGet();
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path))
                .header("content-type", route.contentType())
                .method(method, HttpRequest.BodyPublishers.ofString(route.isReading() ? "" : "{}"));
        if (!credential.token.isEmpty()) {
            request.header("Authorization", "Bearer " + credential.token);
        }
        try {
            HttpResponse<InputStream> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream body = answer.body()) {
                // Read to its end, a connection serves the next request, too; a stream of events goes on for ever.
                if (!isStream(answer)) {
                    body.transferTo(OutputStream.nullOutputStream());
                }
            }
            return answer.statusCode();
        } catch (IOException e) {
            throw new IllegalStateException(method + " " + path, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static boolean isStream(HttpResponse<?> answer) {
        return answer.headers()
                .firstValue("content-type")
                .filter(type -> type.startsWith("text/event-stream"))
                .isPresent();
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
