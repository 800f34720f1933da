package io.noisystudent.embedded.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Set;

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
    private static final String JSON_TYPE = "application/json";

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

    /** Whether it changes nothing. */
    public boolean isReading() {
        return READING.contains(method);
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
