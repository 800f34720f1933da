package io.noisystudent.contracts.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.noisystudent.contracts.codec.JsonMapper;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Requests to the registry: tried again while it is away, and its problems turned into exceptions.
 *
 * <p>Every request that the client sends may be repeated: writes are create-only or name what they replace.
 */
final class RegistryHttp {
    private static final int TRIES = 6;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(5);
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(60);

    private final ObjectMapper mapper = JsonMapper.create();
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(CONNECT_LIMIT).build();
    private final URI base;

    RegistryHttp(URI base) {
        this.base = URI.create(base.toString().replaceAll("/+$", "") + "/api/v1/");
    }

    /** A request below {@code /api/v1/}. */
    HttpRequest.Builder to(String path) {
        return HttpRequest.newBuilder(base.resolve(path)).timeout(ANSWER_LIMIT);
    }

    HttpRequest.Builder toWithJson(String path, String method, Object body) {
        try {
            return to(path).header("content-type", "application/json")
                    .method(method, HttpRequest.BodyPublishers.ofByteArray(mapper.writeValueAsBytes(body)));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("cannot write " + body.getClass().getSimpleName(), e);
        }
    }

    /** The body of a successful answer, as JSON. */
    <T> T json(HttpRequest request, TypeReference<T> type) {
        try (InputStream body = stream(request)) {
            return mapper.readValue(body, type);
        } catch (IOException e) {
            throw unavailable(request, e);
        }
    }

    /** The body of a successful answer; the caller closes it. */
    InputStream stream(HttpRequest request) {
        Duration pause = FIRST_PAUSE;
        for (int attempt = 1; ; attempt++) {
            try {
                HttpResponse<InputStream> answer = http.send(request, BodyHandlers.ofInputStream());
                if (answer.statusCode() < 300) {
                    return answer.body();
                }
                if (answer.statusCode() < 500 || attempt == TRIES) {
                    throw problem(request, answer);
                }
                answer.body().close();
            } catch (IOException e) {
                if (attempt == TRIES) {
                    throw unavailable(request, e);
                }
            } catch (InterruptedException e) {
                throw interrupted(request, e);
            }
            sleep(request, pause);
            pause = pause.multipliedBy(2);
        }
    }

    private NoisyStudentException problem(HttpRequest request, HttpResponse<InputStream> answer) throws IOException {
        try (InputStream body = answer.body()) {
            Problem problem = mapper.readValue(body, Problem.class);
            return new NoisyStudentException(problem.code(), problem.subject(), problem.detail());
        } catch (JsonProcessingException e) {
            return new NoisyStudentException(
                    ErrorCode.REGISTRY_UNAVAILABLE,
                    request.uri().toString(),
                    "answered " + answer.statusCode() + " without a reason; is this the registry's address?",
                    e);
        }
    }

    private static NoisyStudentException unavailable(HttpRequest request, Exception cause) {
        return new NoisyStudentException(
                ErrorCode.REGISTRY_UNAVAILABLE,
                request.uri().toString(),
                "gives no answer (" + describe(cause) + "); check that the registry runs and its address is right",
                cause);
    }

    private static String describe(Exception cause) {
        String message = cause.getMessage();
        return message == null ? cause.getClass().getSimpleName() : message;
    }

    private static NoisyStudentException interrupted(HttpRequest request, @Nullable InterruptedException cause) {
        Thread.currentThread().interrupt();
        return new NoisyStudentException(
                ErrorCode.REGISTRY_UNAVAILABLE,
                request.uri().toString(),
                "was not asked to the end: interrupted",
                cause);
    }

    private static void sleep(HttpRequest request, Duration pause) {
        try {
            Thread.sleep(pause.toMillis());
        } catch (InterruptedException e) {
            throw interrupted(request, e);
        }
    }
}
