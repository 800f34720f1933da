package io.noisystudent.testkit.web;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One operation that a service describes.
 *
 * @param name as {@code "GET /api/v1/models/{model}"}
 * @param path with its parameters filled in for a call
 * @param contentType that its body must have
 */
public record Route(String name, String method, String path, String contentType) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<String> METHODS = Set.of("get", "head", "post", "put", "patch", "delete");
    private static final Set<String> READING = Set.of("GET", "HEAD");
    private static final String STATIC_FILES = "META-INF/resources/";
    private static final String ANY = "*";
    private static final String JSON_TYPE = "application/json";
    /** As {@code ServedRoutes} prints it. */
    private static final Pattern SERVED = Pattern.compile("serves route=(\\S+) (\\S+)");

    /** All operations of the service at this address. */
    public static List<Route> of(URI base) {
        List<Route> routes = new ArrayList<>();
        description(base).path("paths").properties().forEach(path -> path.getValue()
                .properties()
                .forEach(operation -> {
                    if (METHODS.contains(operation.getKey())) {
                        routes.add(route(path.getKey(), operation.getKey(), operation.getValue()));
                    }
                }));
        if (routes.isEmpty()) {
            throw new IllegalStateException("the service at " + base + " describes no routes");
        }
        return routes;
    }

    /**
     * All routes of the service at this address, with those that it does not describe, and with its static files.
     *
     * @param log what the service has printed, with its list of routes
     * @param application directory of the packaged service
     */
    static List<Route> served(URI base, String log, Path application) {
        Map<String, Route> described = of(base).stream().collect(Collectors.toMap(Route::name, route -> route));
        List<Route> routes = new ArrayList<>(staticFiles(application));
        Matcher line = SERVED.matcher(log);
        while (line.find()) {
            String path = line.group(2).replaceAll("\\{([^}:]+):[^}]*}", "{$1}");
            Route route = described.remove(line.group(1) + " " + path);
            routes.add(route == null ? undescribed(line.group(1), path) : route);
        }
        if (!described.isEmpty()) {
            throw new IllegalStateException("the service at " + base + " does not list " + described.keySet());
        }
        return routes;
    }

    private static List<Route> staticFiles(Path application) {
        List<Route> routes = new ArrayList<>();
        try (Stream<Path> files = Files.walk(application)) {
            for (Path jar :
                    files.filter(file -> file.toString().endsWith(".jar")).toList()) {
                try (JarFile entries = new JarFile(jar.toFile())) {
                    entries.stream()
                            .map(JarEntry::getName)
                            .filter(name -> name.startsWith(STATIC_FILES) && !name.endsWith("/"))
                            .forEach(name ->
                                    routes.add(undescribed("GET", "/" + name.substring(STATIC_FILES.length()))));
                }
            }
            return routes;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Route undescribed(String method, String path) {
        String filled = filled(path).replace("*", "absent");
        return new Route(method + " " + path, method.equals(ANY) ? "GET" : method, filled, JSON_TYPE);
    }

    /** Whether it changes nothing. */
    public boolean isReading() {
        return READING.contains(method);
    }

    /** The same path by another method. */
    Route by(String other) {
        return new Route(other + " " + path, other, path, contentType);
    }

    private static Route route(String path, String method, JsonNode operation) {
        String verb = method.toUpperCase(Locale.ROOT);
        Iterator<String> types = operation.at("/requestBody/content").fieldNames();
        String type = types.hasNext() ? types.next() : JSON_TYPE;
        return new Route(verb + " " + path, verb, filled(path), type.equals("*/*") ? JSON_TYPE : type);
    }

    private static String filled(String path) {
        return path.replace("{version}", "1").replaceAll("\\{[^}]*}", "absent");
    }

    private static JsonNode description(URI base) {
        try {
            HttpResponse<String> answer = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create(base + "/q/openapi?format=json"))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
            return JSON.readTree(answer.body());
        } catch (IOException e) {
            throw new IllegalStateException("the description cannot be read", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
