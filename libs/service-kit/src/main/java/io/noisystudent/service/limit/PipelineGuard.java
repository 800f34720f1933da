package io.noisystudent.service.limit;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.impl.VertxHttpRequestDecoder;
import java.util.function.Supplier;

/** Puts what bounds requests into a pipeline before it sees a byte of them; with TLS that is after the handshake. */
final class PipelineGuard extends ChannelInboundHandlerAdapter {
    private static final String TLS = "ssl";
    private static final String DECODER = "httpDecoder";
    private static final String HANDLER = "handler";
    private static final String QUEUE = "queued-requests";
    private static final String AFTER_TLS = "limits-after-handshake";

    private final WatchedConnection connection;
    private final Supplier<HttpServerOptions> options;

    PipelineGuard(WatchedConnection connection, Supplier<HttpServerOptions> options) {
        this.connection = connection;
        this.options = options;
    }

    /** Called with the first bytes of a connection, before any other handler reads them. */
    void install(ChannelPipeline pipeline) {
        if (pipeline.get(TLS) == null) {
            bound(pipeline);
        } else {
            pipeline.addAfter(TLS, AFTER_TLS, this);
        }
    }

    /** The server completes its pipeline at the event of the handshake, and the first request may come with its end. */
    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        context.fireUserEventTriggered(event);
        bound(context.pipeline());
    }

    private void bound(ChannelPipeline pipeline) {
        if (pipeline.get(DECODER) instanceof VertxHttpRequestDecoder decoder && !(decoder instanceof HeadDecoder)) {
            pipeline.replace(decoder, DECODER, new HeadDecoder(options.get()));
            pipeline.addBefore(HANDLER, QUEUE, new QueuedRequests(connection));
        }
    }
}
