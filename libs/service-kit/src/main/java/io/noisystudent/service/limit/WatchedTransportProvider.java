package io.noisystudent.service.limit;

import io.vertx.core.impl.VertxBuilder;
import io.vertx.core.spi.VertxServiceProvider;

/** Gives Vert.x the {@link WatchedTransport}; found by its name in {@code META-INF/services}. */
public final class WatchedTransportProvider implements VertxServiceProvider {
    @Override
    public void init(VertxBuilder builder) {
        builder.findTransport(new WatchedTransport());
    }
}
