package io.noisystudent.service.limit;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.util.ReferenceCountUtil;

/** Counts requests of HTTP/1.1 that wait for the answer to an earlier one; the server keeps any number of them. */
final class QueuedRequests extends ChannelInboundHandlerAdapter {
    private final WatchedConnection connection;
    private boolean ended;

    QueuedRequests(WatchedConnection connection) {
        this.connection = connection;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (!ended && message instanceof HttpRequest && !connection.queue()) {
            ended = true;
            connection.end();
        }
        if (ended) {
            ReferenceCountUtil.release(message);
        } else {
            context.fireChannelRead(message);
        }
    }
}
