package io.noisystudent.registry.webhooks;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Sends a body to a webhook and looks at nothing but the status of the answer.
 *
 * <p>Redirects are not followed and no proxy is asked, so that a receiver cannot send the registry elsewhere; of an
 * answer, nothing is kept.
 */
public final class Sender {
    private static final int OK = 200;
    private static final int REDIRECT = 300;
    private static final int BAD_REQUEST = 400;

    private final HttpClient http;
    private final Duration timeout;

    /** @param timeout for connecting and answering together */
    public Sender(Duration timeout) {
        this.timeout = timeout;
        this.http = HttpClient.newBuilder()
                .followRedirects(HttpClient.Redirect.NEVER)
                .proxy(HttpClient.Builder.NO_PROXY)
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(timeout)
                .build();
    }

    /**
     * What came back.
     *
     * @param failure null if it was delivered
     */
    record Answer(@Nullable Integer status, @Nullable String failure) {}

    Answer send(Webhook webhook, String id, Instant now, byte[] body) throws InterruptedException {
        long timestamp = now.getEpochSecond();
        HttpRequest request = HttpRequest.newBuilder(webhook.url())
                .timeout(timeout)
                .header("content-type", "application/json")
                .header("user-agent", "noisy-student-registry")
                .header("webhook-id", id)
                .header("webhook-timestamp", Long.toString(timestamp))
                .header("webhook-signature", webhook.secret().sign(id, timestamp, body))
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build();
        // The request's own time-out ends with the headers of the answer; a body without an end must not hold us.
        CompletableFuture<HttpResponse<Void>> answer = http.sendAsync(request, HttpResponse.BodyHandlers.discarding());
        try {
            return answer(answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS).statusCode());
        } catch (ExecutionException e) {
            return new Answer(null, "no answer: " + e.getCause());
        } catch (TimeoutException e) {
            return new Answer(null, "no answer within " + timeout.toMillis() + " ms");
        } finally {
            answer.cancel(true);
        }
    }

    private static Answer answer(int status) {
        if (status >= OK && status < REDIRECT) {
            return new Answer(status, null);
        }
        return new Answer(
                status,
                status >= REDIRECT && status < BAD_REQUEST
                        ? "the answer is a redirect, which is not followed; correct the address"
                        : "the answer is not 2xx");
    }
}
