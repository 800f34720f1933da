package io.noisystudent.service.limit;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.quarkus.arc.Unremovable;
import jakarta.inject.Singleton;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts connections where they are accepted, before anything is kept for them; the handler of listening sockets. */
@Singleton
@Unremovable
@Sharable
public class AcceptedConnections extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(AcceptedConnections.class);
    private static final long QUIET_NANOS = Duration.ofSeconds(10).toNanos();
    private static final int NETWORK_BYTES = 8;
    private static final int IPV4_BYTES = 4;

    private final ConnectionLimits limits;
    private final Clients clients;
    private final ServedOptions options;
    private long refused;
    private long warned = System.nanoTime() - QUIET_NANOS;

    AcceptedConnections(LimitConfig config, ServedOptions options) {
        this.limits = ConnectionLimits.of(config);
        this.options = options;
        this.clients = new Clients(config.connectionsPerClient(), config.connections(), limits.answers());
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (!(message instanceof Channel channel)) {
            context.fireChannelRead(message);
            return;
        }
        if (!(channel.remoteAddress() instanceof InetSocketAddress address)) {
            // It is gone already.
            channel.unsafe().closeForcibly();
            return;
        }
        WatchedConnection connection = new WatchedConnection(limits, clients, client(address.getAddress()), channel);
        if (!clients.admit(connection)) {
            channel.unsafe().closeForcibly();
            tell(address.getAddress());
            return;
        }
        channel.closeFuture().addListener(closed -> clients.closed(connection));
        connection.install(options::http);
        context.fireChannelRead(message);
    }

    private void tell(InetAddress address) {
        refused++;
        long now = System.nanoTime();
        if (now - warned >= QUIET_NANOS) {
            LOG.warn(
                    "too many connections client={} refused={} open={}: see noisystudent.limits",
                    address.getHostAddress(),
                    refused,
                    clients.count());
            warned = now;
            refused = 0;
        }
    }

    /** A household or a machine has a /64 network of IPv6 to itself. */
    static Object client(InetAddress address) {
        byte[] bytes = address.getAddress();
        return bytes.length == IPV4_BYTES ? address : ByteBuffer.wrap(bytes, 0, NETWORK_BYTES);
    }
}
