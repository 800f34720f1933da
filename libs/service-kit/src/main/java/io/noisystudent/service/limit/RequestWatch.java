package io.noisystudent.service.limit;

import io.noisystudent.service.refusal.RefusalForm;
import io.noisystudent.service.refusal.RetryAfter;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Notifies each connection of its requests, whatever becomes of them, and bounds those that the framework answers. */
@Singleton
public class RequestWatch {
    /** Before the filters that refuse requests. */
    private static final int FIRST = 20_000;

    private static final int UNAVAILABLE = 503;

    /** The framework makes these answers on threads of its own, which hand on as many as there are requests. */
    private static final int AT_ONCE = 16;

    private final Places descriptions = new Places("copies of the description of the API", AT_ONCE);
    private final Places metrics = new Places("copies of the metrics", AT_ONCE);

    private final RefusalForm form;

    RequestWatch(RefusalForm form) {
        this.form = form;
    }

    void register(@Observes Filters filters) {
        filters.register(this::watch, FIRST);
    }

    private void watch(RoutingContext context) {
        WatchedConnection connection = WatchedConnection.of(context.request());
        if (connection != null) {
            connection.began();
            context.addEndHandler(done -> connection.ended(context.request()));
            Places places = places(String.valueOf(context.request().path()));
            if (places != null && !hold(places, context, connection)) {
                refuse(context, places);
                return;
            }
        }
        context.next();
    }

    /** By the beginning of a path, since {@code /q/openapi.json} and {@code /q/metrics/anything} are answered, too. */
    private @Nullable Places places(String path) {
        if (path.startsWith("/q/openapi")) {
            return descriptions;
        }
        return path.startsWith("/q/metrics") ? metrics : null;
    }

    private static boolean hold(Places places, RoutingContext context, WatchedConnection connection) {
        Optional<Runnable> place = places.take();
        place.ifPresent(free -> context.addEndHandler(done -> connection.afterWhatIsWritten(free)));
        return place.isPresent();
    }

    private void refuse(RoutingContext context, Places places) {
        context.response()
                .setStatusCode(UNAVAILABLE)
                .putHeader("retry-after", RetryAfter.SECONDS)
                .putHeader("content-type", form.mediaType())
                .end(Buffer.buffer(form.body(UNAVAILABLE, places.full())));
    }
}
