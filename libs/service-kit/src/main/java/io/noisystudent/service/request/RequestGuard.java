package io.noisystudent.service.request;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.service.access.AccessConfig;
import io.noisystudent.service.access.AccessMode;
import io.noisystudent.service.refusal.RefusalForm;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.VertxException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Refuses, before routing, what no honest client sends: paths that could be read in two ways, and, while no tokens are
 * on, requests that a foreign web page could have caused.
 */
@Singleton
public class RequestGuard {
    /** Before every other filter, and so before the router, authentication and the reading of bodies. */
    private static final int FIRST = 10_000;

    private static final int FORBIDDEN = 403;
    private static final int BAD_REQUEST = 400;
    private static final int NOT_ALLOWED = 405;
    private static final int MISDIRECTED = 421;

    private final AccessMode mode;
    private final HostNames hosts;
    private final RefusalForm form;
    private final UntypedPosts untyped;
    private final WatchedPaths watched;
    private final ResourceMethods methods;

    RequestGuard(
            AccessMode mode,
            AccessConfig config,
            RefusalForm form,
            UntypedPosts untyped,
            WatchedPaths watched,
            ResourceMethods methods) {
        this.mode = mode;
        this.hosts = new HostNames(config.allowedHosts().orElse(List.of()));
        this.form = form;
        this.untyped = untyped;
        this.watched = watched;
        this.methods = methods;
    }

    void register(@Observes Filters filters) {
        filters.register(this::check, FIRST);
    }

    /** Vert.x itself fails requests without a usable {@code Host} or path, before any filter. */
    void register(@Observes Router router) {
        router.route().order(Integer.MIN_VALUE).failureHandler(this::malformed);
    }

    private void malformed(RoutingContext context) {
        String path = String.valueOf(context.request().path());
        if (!path.startsWith("/")) {
            refuse(
                    context,
                    BAD_REQUEST,
                    new NoisyStudentException(ErrorCode.BAD_PATH, path, "a path begins with a slash; see /q/openapi"));
        } else if (context.statusCode() == BAD_REQUEST && context.failure() instanceof VertxException) {
            refuse(
                    context,
                    BAD_REQUEST,
                    new NoisyStudentException(
                            ErrorCode.BAD_REQUEST,
                            "Host",
                            "'" + context.request().getHeader("Host") + "' is no name with or without a port; send the"
                                    + " one of this service"));
        } else {
            context.next();
        }
    }

    private void check(RoutingContext context) {
        HttpServerRequest request = context.request();
        String path = request.path() == null ? "" : request.path();
        if (!KnownMethods.isKnown(request.method().name())) {
            Set<String> allowed = methods.of(path);
            if (!allowed.isEmpty()) {
                context.response().putHeader("allow", String.join(", ", allowed));
            }
            refuse(
                    context,
                    NOT_ALLOWED,
                    new NoisyStudentException(
                            ErrorCode.BAD_REQUEST, path, "there is no such method of HTTP here; see /q/openapi"));
            return;
        }
        Optional<String> spelling = RequestPath.refusal(path);
        if (spelling.isPresent()) {
            refuse(
                    context,
                    BAD_REQUEST,
                    new NoisyStudentException(
                            ErrorCode.BAD_PATH, path, spelling.get() + "; spell it plainly, as /q/openapi does"));
            return;
        }
        if (!mode.isProofRequired() && !watched.isWatched(path) && !isFromHere(context)) {
            return;
        }
        context.next();
    }

    private boolean isFromHere(RoutingContext context) {
        HttpServerRequest request = context.request();
        List<String> names = request.headers().getAll("Host");
        if (names.isEmpty() || !names.stream().allMatch(hosts::isAllowed)) {
            refuse(
                    context,
                    MISDIRECTED,
                    new NoisyStudentException(
                            ErrorCode.FOREIGN_HOST,
                            names.isEmpty() ? "(no Host)" : String.join(", ", names),
                            "this service is not asked under that name; add it to noisystudent.access.allowed-hosts"));
            return false;
        }
        List<String> types = request.headers().getAll("Content-Type");
        Optional<String> foreign = CrossSite.refusal(new CrossSite.Headers(
                request.method().name(),
                names,
                request.headers().getAll("Origin"),
                request.headers().getAll("Sec-Fetch-Site"),
                types.isEmpty() && untyped.isAllowed(request.path()) ? List.of(CrossSite.JSON) : types,
                request.headers().contains(CrossSite.CLIENT_HEADER)));
        foreign.ifPresent(why -> refuse(
                context,
                FORBIDDEN,
                new NoisyStudentException(ErrorCode.FOREIGN_ORIGIN, request.method() + " " + request.path(), why)));
        return foreign.isEmpty();
    }

    /** A body that is still on its way is not read: the connection ends with the answer. */
    private void refuse(RoutingContext context, int status, NoisyStudentException reason) {
        context.response()
                .putHeader("connection", "close")
                .setStatusCode(status)
                .putHeader("content-type", form.mediaType())
                .end(Buffer.buffer(form.body(status, reason)));
    }
}
