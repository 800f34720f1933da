package io.noisystudent.service.limit;

import io.netty.bootstrap.ServerBootstrap;
import io.quarkus.arc.Arc;
import io.vertx.core.impl.transports.JDKTransport;
import io.vertx.core.net.NetServerOptions;

/** Sockets of the JDK; servers, all of which speak HTTP here, accept connections through {@link AcceptedConnections}. */
final class WatchedTransport extends JDKTransport {
    @Override
    public void configure(NetServerOptions options, boolean domainSocket, ServerBootstrap bootstrap) {
        super.configure(options, domainSocket, bootstrap);
        if (!domainSocket) {
            bootstrap.handler(
                    Arc.container().instance(AcceptedConnections.class).get());
        }
    }
}
