package io.noisystudent.launcher.teacher;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.noisystudent.contracts.codec.JsonMapper;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.registry.Problem;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/** Asks a teacher-service; its problems become exceptions, and {@code SERVICE_FAILED} says that it gives no answer. */
public final class TeacherClient {
    /** Longer than the service takes for the longest replay. */
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private static final Duration STATUS = Duration.ofSeconds(10);

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
    public TeacherClient(URI service, Optional<String> token, Optional<SSLContext> authorities) {
        HttpClient.Builder builder = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5));
        authorities.ifPresent(builder::sslContext);
        this.http = builder.build();
        this.base = service.toString().replaceAll("/+$", "") + "/api/v1";
        this.token = token;
    }

    /** Where the loop stands. */
    public LoopStatus status() {
        return LoopStatus.of(read(send(request("/status").timeout(STATUS).build())));
    }

    /** The JSON at a path below {@code /api/v1}. */
    public JsonNode get(String path) {
        return read(bytes(path));
    }

    /** The bytes at a path below {@code /api/v1}. */
    public byte[] bytes(String path) {
        return send(request(path).build());
    }

    /** What the service answers to this JSON. */
    public JsonNode post(String path, Map<String, Object> body) {
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
}
