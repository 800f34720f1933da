package io.noisystudent.service.limit;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.util.ReferenceCountUtil;
import java.util.Iterator;
import java.util.Map;

/**
 * Counts requests of HTTP/1.1 that are worked on or wait for the answer to an earlier one, and their heads; the server keeps
 * any number of them.
 */
final class QueuedRequests extends ChannelInboundHandlerAdapter {
    private static final long KEPT_PER_REQUEST = 2048;
    private static final long KEPT_PER_LINE = 128;

    private final WatchedConnection connection;
    private boolean ended;

    QueuedRequests(WatchedConnection connection) {
        this.connection = connection;
    }

    /** What a head takes as objects, or a little more. */
    private static long size(HttpHeaders headers) {
        long size = KEPT_PER_REQUEST;
        for (Iterator<Map.Entry<CharSequence, CharSequence>> lines = headers.iteratorCharSequence();
                lines.hasNext(); ) {
            Map.Entry<CharSequence, CharSequence> line = lines.next();
            size += KEPT_PER_LINE + line.getKey().length() + line.getValue().length();
        }
        return size;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (!ended && message instanceof HttpRequest request && !connection.queue(size(request.headers()))) {
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
