package io.noisystudent.launcher.letters;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.noisystudent.contracts.codec.JsonMapper;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.registry.Problem;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;

/** Asks a teacher-service for its dead letters; its problems become exceptions. */
public final class DeadLetterClient {
    /** Longer than the service takes for the longest replay. */
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final ObjectMapper json = JsonMapper.create();
    private final HttpClient http;
    private final String base;
    private final Optional<String> token;

    /**
     * A client of one service.
     *
     * @param token a bearer token, where the service asks for one
     * @param authorities who may vouch for the service; by default those that Java trusts
     */
    public DeadLetterClient(URI service, Optional<String> token, Optional<SSLContext> authorities) {
        HttpClient.Builder builder = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5));
        authorities.ifPresent(builder::sslContext);
        this.http = builder.build();
        this.base = service.toString().replaceAll("/+$", "") + "/api/v1/dead-letters";
        this.token = token;
    }

    /** A page of the list; {@code next} is the cursor of the next one. */
    public JsonNode list(Map<String, String> query) {
        String parameters = query.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + encoded(entry.getValue()))
                .collect(Collectors.joining("&"));
        return read(send(request("?" + parameters).build()));
    }

    public JsonNode show(String id) {
        return read(send(request("/" + encoded(id)).build()));
    }

    /** The bytes of the original. */
    public byte[] value(String id) {
        return send(request("/" + encoded(id) + "/value").build());
    }

    public JsonNode replay(String id, boolean dryRun) {
        return post("/" + encoded(id) + "/replay?dryRun=" + dryRun, Map.of());
    }

    /** Replays what a page of the list has; {@code next} is the cursor for the others. */
    public JsonNode replayAll(Map<String, Object> order) {
        return post("/replay", order);
    }

    private JsonNode post(String path, Map<String, Object> body) {
        try {
            return read(send(request(path)
                    .header("content-type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofByteArray(json.writeValueAsBytes(body)))
                    .build()));
        } catch (IOException e) {
            throw new IllegalArgumentException("cannot write " + body, e);
        }
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(base + path)).timeout(PATIENCE);
        token.ifPresent(text -> request.header("authorization", "Bearer " + text));
        return request;
    }

    private byte[] send(HttpRequest request) {
        try {
            HttpResponse<byte[]> answer = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
            if (answer.statusCode() < 300) {
                return answer.body();
            }
            throw refusal(request, answer);
        } catch (IOException e) {
            throw unavailable(request, "gives no answer (" + e + "); check that it runs, and its address");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unavailable(request, "was not asked to the end: interrupted");
        }
    }

    private NoisyStudentException refusal(HttpRequest request, HttpResponse<byte[]> answer) {
        try {
            Problem problem = json.readValue(answer.body(), Problem.class);
            return new NoisyStudentException(problem.code(), problem.subject(), problem.detail());
        } catch (IOException e) {
            return unavailable(
                    request, "answered " + answer.statusCode() + " without a reason; is this a teacher-service?");
        }
    }

    private JsonNode read(byte[] body) {
        try {
            return json.readTree(body);
        } catch (IOException e) {
            throw new NoisyStudentException(
                    ErrorCode.SERVICE_FAILED, base, "answered something else than JSON; is this a teacher-service?", e);
        }
    }

    private static NoisyStudentException unavailable(HttpRequest request, String message) {
        return new NoisyStudentException(ErrorCode.SERVICE_FAILED, request.uri().getAuthority(), message);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
