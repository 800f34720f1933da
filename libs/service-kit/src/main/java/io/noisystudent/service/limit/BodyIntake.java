package io.noisystudent.service.limit;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.service.refusal.RefusalForm;
import io.noisystudent.service.refusal.RetryAfter;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.util.Optional;
import java.util.function.Consumer;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jboss.resteasy.reactive.server.core.CurrentRequestManager;
import org.jboss.resteasy.reactive.server.core.ResteasyReactiveRequestContext;
import org.jspecify.annotations.Nullable;

/**
 * Receives the bodies of requests whose method is known and whose caller has the right to it, before a thread is taken.
 *
 * <p>The method's annotation says what it may have: {@link Upload}, {@link LargeBody}, or {@link LimitConfig#body}.
 *
 * <p>Made with the first request: filters are instantiated before there is a configuration.
 */
@ApplicationScoped
public class BodyIntake {
    private static final int TIMEOUT = 408;
    private static final int TOO_LARGE = 413;
    private static final int UNSUPPORTED = 415;
    private static final int BAD_REQUEST = 400;
    private static final int UNAVAILABLE = 503;

    private final RouteLimits routes;
    private final Pace pace;
    private final BytesInMemory memory;
    private final Places uploads;
    private final Places downloads;
    private final RefusalForm form;

    BodyIntake(LimitConfig config, RouteLimits routes, RefusalForm form) {
        this.routes = routes;
        this.pace = Pace.of(config);
        this.memory = new BytesInMemory(config.bodiesInMemory().asLongValue());
        this.uploads = new Places("uploads of files", config.uploads());
        this.downloads = new Places("downloads of files", config.downloads());
        this.form = form;
    }

    /** The first of all filters: those on the event loop come before those that take a thread. */
    @ServerRequestFilter(nonBlocking = true, priority = 0)
    public @Nullable Uni<Response> receive(ContainerRequestContext request, ResourceInfo resource) {
        ResteasyReactiveRequestContext context = CurrentRequestManager.get();
        HttpServerRequest http = context.unwrap(HttpServerRequest.class);
        RouteLimits.Route route = routes.of(resource);
        if (ReceivedBody.declared(http) > route.limit()) {
            return refuse(ReceivedBody.tooLarge(route.limit(), http.path()));
        }
        if (route.kind() == RouteLimits.Kind.DOWNLOAD && !holds(downloads, context)) {
            return refuse(downloads.full());
        }
        if (!ReceivedBody.isAnnounced(http)) {
            return null;
        }
        String encoding = http.getHeader(HttpHeaders.CONTENT_ENCODING);
        ContentCoding coding = ContentCoding.of(encoding).orElse(null);
        if (coding == null) {
            return refuse(encoding);
        }
        Counted counted = new Counted(route.limit(), http.path());
        if (route.kind() == RouteLimits.Kind.UPLOAD) {
            StreamedBody body = new StreamedBody(http, route.limit(), pace, memory);
            context.registerCompletionCallback(done -> body.release());
            return upload(
                    body,
                    context,
                    stream -> request.setEntityStream(coding.decode(stream, counted::take, counted::reason)));
        }
        BodyInMemory body = new BodyInMemory(http, route.limit(), pace, memory);
        context.registerCompletionCallback(done -> body.release());
        return inMemory(
                body,
                stream -> request.setEntityStream(coding.decode(
                        stream,
                        bytes -> counted.take(bytes) && body.takes(bytes),
                        () -> counted.isOver() ? counted.reason() : memory.full())));
    }

    /** The bytes of a body that was compressed, which have the limit of one that was not. */
    private static final class Counted {
        private final long limit;
        private final String route;
        private long size;

        Counted(long limit, String route) {
            this.limit = limit;
            this.route = route;
        }

        boolean take(long bytes) {
            size += bytes;
            return !isOver();
        }

        boolean isOver() {
            return size > limit;
        }

        NoisyStudentException reason() {
            return ReceivedBody.tooLarge(limit, route);
        }
    }

    private Uni<Response> refuse(String encoding) {
        NoisyStudentException reason = new NoisyStudentException(
                ErrorCode.BAD_REQUEST,
                "Content-Encoding",
                "'" + encoding + "' is not read; send " + ContentCoding.ACCEPTED + ", or the body as it is");
        return Uni.createFrom()
                .item(Response.status(UNSUPPORTED)
                        .type(form.mediaType())
                        .entity(form.body(UNSUPPORTED, reason))
                        .header(HttpHeaders.ACCEPT_ENCODING, ContentCoding.ACCEPTED)
                        .header("Connection", "close")
                        .build());
    }

    private static boolean holds(Places places, ResteasyReactiveRequestContext context) {
        Optional<Runnable> place = places.take();
        place.ifPresent(release -> context.registerCompletionCallback(done -> release.run()));
        return place.isPresent();
    }

    /** An upload takes its place when it has begun: many that send one byte take no places from others. */
    private Uni<Response> upload(
            StreamedBody body, ResteasyReactiveRequestContext context, Consumer<InputStream> entity) {
        Uni<Response> begun = Uni.createFrom().completionStage(() -> {
            body.start();
            return body.begun().<Response>thenApply(received -> {
                if (!holds(uploads, context)) {
                    NoisyStudentException reason = uploads.full();
                    received.end(reason);
                    throw reason;
                }
                entity.accept(received.stream());
                return null;
            });
        });
        return begun.onFailure(NoisyStudentException.class).recoverWithItem(this::answer);
    }

    private Uni<Response> inMemory(BodyInMemory body, Consumer<InputStream> entity) {
        Uni<Response> received = Uni.createFrom().completionStage(() -> {
            body.start();
            return body.stream().<Response>thenApply(stream -> {
                entity.accept(stream);
                return null;
            });
        });
        return received.onFailure(NoisyStudentException.class).recoverWithItem(this::answer);
    }

    private Uni<Response> refuse(NoisyStudentException reason) {
        return Uni.createFrom().item(answer(reason));
    }

    private Response answer(NoisyStudentException reason) {
        int status =
                switch (reason.code()) {
                    case TOO_LARGE -> TOO_LARGE;
                    case TOO_SLOW -> TIMEOUT;
                    case TOO_BUSY -> UNAVAILABLE;
                    default -> BAD_REQUEST;
                };
        Response.ResponseBuilder answer =
                Response.status(status).type(form.mediaType()).entity(form.body(status, reason));
        if (status == UNAVAILABLE) {
            answer.header(HttpHeaders.RETRY_AFTER, RetryAfter.SECONDS);
        }
        return answer.header("Connection", "close").build();
    }
}
