package io.noisystudent.registryclient;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.noisystudent.contracts.codec.JsonMapper;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.event.ModelRef;
import io.noisystudent.contracts.registry.Problem;
import io.noisystudent.contracts.retry.Backoff;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * Requests to the registry: each bounded in time, tried again while the registry is away, and its problems turned into
 * exceptions.
 *
 * <p>Every request that the client sends may be repeated: writes are create-only or name what they replace.
 */
final class RegistryHttp {
    private static final int TRIES = 6;
    /** Treated as unavailable after the last try. */
    private static final Set<ErrorCode> NOT_NOW = Set.of(ErrorCode.TOO_BUSY, ErrorCode.TOO_SLOW);

    /** A request that came too slowly, and too many of them. */
    private static final Set<Integer> MAY_PASS = Set.of(408, 429);

    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(5);
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(60);
    private static final Duration TRANSFER_LIMIT = Duration.ofMinutes(15);

    private final ObjectMapper mapper = JsonMapper.create();
    private final RegistryAddress registry;
    private final HttpClient http;
    private final URI base;
    private final Backoff pauses;

    /** A client that pauses {@code firstPause} before the second attempt, and twice as long before each further one. */
    RegistryHttp(RegistryAddress registry, Duration firstPause) {
        this.registry = registry;
        this.http = client(registry);
        this.base = URI.create(registry.url().toString().replaceAll("/+$", "") + "/api/v1/");
        this.pauses = new Backoff(firstPause, firstPause.multipliedBy(1L << TRIES));
    }

    private static HttpClient client(RegistryAddress registry) {
        HttpClient.Builder builder =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(CONNECT_LIMIT);
        registry.authorities().ifPresent(builder::sslContext);
        return builder.build();
    }

    /** A request below {@code /api/v1/}, within the trace of what this thread does, if it does something traced. */
    HttpRequest.Builder to(String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(base.resolve(path));
        registry.currentToken().ifPresent(token -> request.header("Authorization", "Bearer " + token));
        W3CTraceContextPropagator.getInstance().inject(Context.current(), request, (target, key, value) -> {
            if (target != null) {
                target.setHeader(key, value);
            }
        });
        return request;
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
        byte[] body = send(request, ANSWER_LIMIT, BodySubscribers::ofByteArray);
        try {
            return mapper.readValue(body, type);
        } catch (IOException e) {
            throw unavailable(request, e);
        }
    }

    /** Sends a large body; what a successful answer says is of no interest. */
    void upload(HttpRequest request) {
        send(request, TRANSFER_LIMIT, BodySubscribers::discarding);
    }

    /** Receives the large body that belongs to {@code model}; {@code file} starts again with every attempt. */
    void download(HttpRequest request, ModelRef model, ArtifactFile file) {
        try {
            send(request, TRANSFER_LIMIT, () -> {
                file.restart();
                return BodySubscribers.ofByteArrayConsumer(file);
            });
        } catch (NoisyStudentException e) {
            throw e.getCause() instanceof BrokenOffException broken ? incomplete(model, broken) : e;
        }
    }

    private <T> T send(HttpRequest request, Duration limit, Supplier<BodySubscriber<T>> success) {
        for (int attempt = 1; ; attempt++) {
            try {
                HttpResponse<Body<T>> answer = exchange(request, limit, success);
                if (answer.body() instanceof Content<T> content) {
                    return content.value();
                }
                boolean mayPass = answer.statusCode() >= 500 || MAY_PASS.contains(answer.statusCode());
                if (!mayPass || attempt == TRIES) {
                    throw refusal(request, answer.statusCode(), (Refusal<T>) answer.body());
                }
            } catch (IOException e) {
                if (attempt == TRIES) {
                    throw unavailable(request, e);
                }
            }
            pause(request, pauses.after(attempt));
        }
    }

    /** One attempt; unlike the client's own timeout, the limit includes the body of the answer. */
    private <T> HttpResponse<Body<T>> exchange(HttpRequest request, Duration limit, Supplier<BodySubscriber<T>> success)
            throws IOException {
        if (Thread.currentThread().isInterrupted()) {
            // Sending comes before waiting, and what is sent has an effect although no thread waits for it.
            throw interrupted(request, new InterruptedException());
        }
        AtomicBoolean begun = new AtomicBoolean();
        BodyHandler<Body<T>> handler = info -> {
            begun.set(info.statusCode() < 300);
            return begun.get()
                    ? BodySubscribers.mapping(success.get(), value -> (Body<T>) new Content<>(value))
                    : BodySubscribers.mapping(BodySubscribers.ofByteArray(), problem -> new Refusal<T>(problem));
        };
        CompletableFuture<HttpResponse<Body<T>>> answer = http.sendAsync(request, handler);
        try {
            return answer.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            answer.cancel(true);
            IOException late = new IOException("no complete answer within " + limit.toSeconds() + " s", e);
            throw begun.get() ? new BrokenOffException(late) : late;
        } catch (InterruptedException e) {
            answer.cancel(true);
            throw interrupted(request, e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException cause) {
                throw begun.get() ? new BrokenOffException(cause) : cause;
            }
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException("an HTTP exchange failed", e);
        }
    }

    private NoisyStudentException refusal(HttpRequest request, int status, Refusal<?> refusal) {
        try {
            Problem problem = mapper.readValue(refusal.problem(), Problem.class);
            return new NoisyStudentException(
                    NOT_NOW.contains(problem.code()) ? ErrorCode.REGISTRY_UNAVAILABLE : problem.code(),
                    problem.subject(),
                    problem.detail());
        } catch (IOException e) {
            return new NoisyStudentException(
                    ErrorCode.REGISTRY_UNAVAILABLE,
                    request.uri().toString(),
                    "answered " + status + " without a reason; is this the registry's address?",
                    e);
        }
    }

    private static NoisyStudentException unavailable(HttpRequest request, Exception cause) {
        String message = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
        return new NoisyStudentException(
                ErrorCode.REGISTRY_UNAVAILABLE,
                request.uri().toString(),
                "gives no answer (" + message + "); check that the registry runs and its address is right",
                cause);
    }

    private static NoisyStudentException incomplete(ModelRef model, BrokenOffException broken) {
        return new NoisyStudentException(
                ErrorCode.REGISTRY_UNAVAILABLE,
                model.toString(),
                "the registry answers, but could not give the model's file whole in " + TRIES + " attempts ("
                        + broken.getMessage() + "): its log and its /q/health/ready say whether the stored file is"
                        + " damaged, which uploading the same file again repairs, or the store stopped sending",
                broken);
    }

    private static NoisyStudentException interrupted(HttpRequest request, InterruptedException cause) {
        Thread.currentThread().interrupt();
        return new NoisyStudentException(
                ErrorCode.REGISTRY_UNAVAILABLE,
                request.uri().toString(),
                "was not asked to the end: interrupted",
                cause);
    }

    private static void pause(HttpRequest request, Duration pause) {
        try {
            TimeUnit.MILLISECONDS.sleep(pause.toMillis());
        } catch (InterruptedException e) {
            throw interrupted(request, e);
        }
    }

    /** A successful answer that ended before it was complete. */
    private static final class BrokenOffException extends IOException {
        private static final long serialVersionUID = 1L;

        BrokenOffException(IOException cause) {
            super(cause.getMessage() == null ? cause.toString() : cause.getMessage(), cause);
        }
    }

    /** What an answer carries: what was asked for, or why not. */
    private sealed interface Body<T> {}

    private record Content<T>(T value) implements Body<T> {}

    @SuppressWarnings("ArrayRecordComponent") // read at once
    private record Refusal<T>(byte[] problem) implements Body<T> {}
}
