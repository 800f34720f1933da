package io.noisystudent.service.limit;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/** Tells each connection of its requests, whatever becomes of them. */
@Singleton
public class RequestWatch {
    /** Before the filters that refuse requests. */
    private static final int FIRST = 20_000;

    void register(@Observes Filters filters) {
        filters.register(RequestWatch::watch, FIRST);
    }

    private static void watch(RoutingContext context) {
        WatchedConnection connection = WatchedConnection.of(context.request());
        if (connection != null) {
            connection.began();
            context.addEndHandler(done -> connection.ended(context.request()));
        }
        context.next();
    }
}
