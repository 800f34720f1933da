package io.noisystudent.service.limit;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.netty.channel.FileRegion;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.impl.ConnectionBase;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongPredicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Watches one connection from its bytes: closes it when no request comes, when an answer is not taken, and when more is
 * sent than the requests in progress may have.
 *
 * <p>The first handler of the pipeline, on the connection's event loop; {@link RequestWatch} notifies it of requests.
 */
final class WatchedConnection extends ChannelDuplexHandler implements Clients.Member {
    private static final String NAME = "limits";

    /** Requests that a client may send without waiting for answers, and the one that is worked on. */
    private static final int QUEUED_REQUESTS = 17;

    /** Answers that wait to be taken, besides one of any size. */
    private static final long PENDING_ANSWERS = 8L << 20;

    /** What Netty keeps for each piece of an answer besides its bytes, or a little more. */
    private static final long KEPT_PER_WRITE = 256;

    /** For heads, and for framing: a body may come in tiny chunks. */
    private static final long HEADS = 64L << 10;

    private static final int FRAMING = 2;

    /** For a body that is not wanted any more: a client that still sends it shall see the answer before the end. */
    private static final long LINGER_NANOS = TimeUnit.SECONDS.toNanos(2);

    private static final long LOOK_MILLIS = 500;

    private final ConnectionLimits limits;
    private final Clients clients;
    private final Object client;
    private final Channel channel;
    /** Bodies that have enough for now. */
    private final AtomicInteger pausedBodies = new AtomicInteger();

    private final Set<LongPredicate> bodies = new LinkedHashSet<>();

    /** Of heads of requests that are not answered, the first one first. */
    private final Deque<Long> heads = new ArrayDeque<>();
    /** Guards what answers that are complete and were not handed to the channel yet take. */
    private final Object announcing = new Object();

    private long announced;
    private boolean removed;

    private BytesInMemory answers;
    private @Nullable PipelineGuard guard;
    private @Nullable Future<?> looking;
    private boolean fresh = true;
    private boolean resting;
    private int active;
    private long idleSince;
    private long received;
    private long allowed;
    private boolean isBounded = true;
    private long written;
    private long pending;
    private long kept;
    private Pace.@Nullable Transfer answering;

    WatchedConnection(ConnectionLimits limits, Clients clients, Object client, Channel channel) {
        this.limits = limits;
        this.clients = clients;
        this.client = client;
        this.channel = channel;
        this.allowed = allowance(limits.body());
        this.answers = limits.answers();
    }

    /** The connection of a request; null if it is not watched. */
    static @Nullable WatchedConnection of(HttpServerRequest request) {
        return request.connection() instanceof ConnectionBase connection
                ? connection.channel().pipeline().get(WatchedConnection.class)
                : null;
    }

    /**
     * Begins to watch a channel that was accepted and admitted, and is not registered yet.
     *
     * @param options of the server
     */
    void install(Supplier<HttpServerOptions> options) {
        answers = clients.answers(client);
        guard = new PipelineGuard(this, options);
        channel.pipeline().addLast(NAME, this);
    }

    /** A request's head is complete. */
    void began() {
        if (active++ == 0) {
            resting = false;
            clients.busy(this);
        }
        isBounded = true;
    }

    /** A request is answered, or will never be; called by any thread. */
    void ended(HttpServerRequest request) {
        afterWhatIsWritten(() -> endedNow(request));
    }

    private void endedNow(HttpServerRequest request) {
        answered();
        if (ReceivedBody.isAnnounced(request) && !request.isEnded()) {
            // The server drops what comes now.
            isBounded = false;
            long until = System.nanoTime() + LINGER_NANOS;
            watch(now -> request.isEnded() || closeAfter(until, now));
        }
    }

    /** A request needs nothing more; its answer may still have to be taken. On the event loop. */
    void answered() {
        fresh = false;
        handedOver(false);
        Long head = heads.poll();
        limits.heads().giveBack(head == null ? 0 : head);
        if (--active == 0) {
            received = 0;
            allowed = allowance(limits.body());
            restIfTaken(System.nanoTime());
        }
    }

    /** A connection rests when every request is answered and the client has taken all of it. */
    private void restIfTaken(long now) {
        if (active > 0 || fresh) {
            return;
        }
        if (pending > 0) {
            idleSince = now;
            if (resting) {
                resting = false;
                clients.busy(this);
            }
        } else if (!resting) {
            idleSince = now;
            resting = true;
            clients.resting(this);
        }
    }

    private boolean closeAfter(long until, long now) {
        if (now - until < 0) {
            return false;
        }
        end();
        return true;
    }

    /**
     * Another request came; false if that is one too many.
     *
     * @param head bytes that its head takes
     */
    boolean queue(long head) {
        if (heads.size() == QUEUED_REQUESTS || !limits.heads().take(head, 0)) {
            return false;
        }
        heads.add(head);
        return true;
    }

    /**
     * Another part of the answer to the request in progress is complete, and waits to be handed to the channel; called by
     * any thread.
     *
     * @return false if there is no room for it
     */
    boolean announce(long bytes) {
        synchronized (announcing) {
            if (removed) {
                // It will not be read, and nothing is kept of it.
                return true;
            }
            if (!answers.take(bytes, announced)) {
                return false;
            }
            announced += bytes;
            return true;
        }
    }

    private void handedOver(boolean last) {
        synchronized (announcing) {
            answers.giveBack(announced);
            announced = 0;
            removed |= last;
        }
    }

    /** Bytes that were counted when they were announced, and are the channel's now; they stay counted. */
    private long handOver(long bytes) {
        synchronized (announcing) {
            long before = Math.min(announced, bytes);
            announced -= before;
            return before;
        }
    }

    /** Runs on the event loop, after everything that was handed to the channel so far. */
    void afterWhatIsWritten(Runnable action) {
        if (channel.eventLoop().inEventLoop()) {
            action.run();
        } else {
            channel.eventLoop().execute(action);
        }
    }

    /** The body that is sent now may have so many bytes. */
    void allow(long bodyBytes) {
        allowed = Math.max(allowed, allowance(bodyBytes));
    }

    private static long allowance(long bodyBytes) {
        return HEADS + FRAMING * bodyBytes;
    }

    /** Looks at a body regularly, until {@code look}, which takes the time, says that it is over. */
    void watch(LongPredicate look) {
        bodies.add(look);
    }

    /** Whether this side reads, or has enough to do with what it has. */
    boolean isReading() {
        return channel.config().isAutoRead();
    }

    /** A body lets the client wait; each calls this and {@link #resume} by turns, on any thread. */
    void pause() {
        pausedBodies.incrementAndGet();
        channel.config().setAutoRead(false);
    }

    void resume() {
        pausedBodies.decrementAndGet();
        channel.eventLoop().execute(() -> channel.config().setAutoRead(mayRead()));
    }

    /** A client that does not take its answers shall not ask for more. */
    private boolean mayRead() {
        return pausedBodies.get() == 0 && channel.isWritable();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        channel.config().setAutoRead(mayRead());
        context.fireChannelWritabilityChanged();
    }

    /** Bytes since the connection was last idle, as they came. */
    long received() {
        return received;
    }

    @Override
    public Object client() {
        return client;
    }

    @Override
    public void evict() {
        channel.eventLoop().execute(this::end);
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        idleSince = System.nanoTime();
        looking =
                context.executor().scheduleWithFixedDelay(this::look, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        if (looking != null) {
            looking.cancel(false);
        }
        handedOver(true);
        heads.forEach(limits.heads()::giveBack);
        heads.clear();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (guard != null) {
            guard.install(context.pipeline());
            guard = null;
        }
        received += size(message);
        if (isBounded && received > allowed) {
            ReferenceCountUtil.release(message);
            end();
            return;
        }
        context.fireChannelRead(message);
        if (isReading() && !mayRead()) {
            // The server has resumed for a reason of its own.
            channel.config().setAutoRead(false);
        }
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) throws Exception {
        long size = size(message);
        // A region of a file stays in its file.
        long memory = KEPT_PER_WRITE + (message instanceof FileRegion ? 0 : size);
        long before = handOver(memory);
        if (pending > PENDING_ANSWERS || !answers.take(memory - before, kept + before)) {
            answers.giveBack(before);
            ReferenceCountUtil.release(message);
            promise.tryFailure(new ClosedChannelException());
            end();
            return;
        }
        written += size;
        pending += size;
        kept += memory;
        super.write(context, message, promise.unvoid().addListener(done -> taken(size, memory)));
    }

    private void taken(long size, long memory) {
        pending -= size;
        kept -= memory;
        answers.giveBack(memory);
        if (pending == 0) {
            restIfTaken(System.nanoTime());
        }
    }

    private void look() {
        long now = System.nanoTime();
        long patience = (fresh ? limits.requestHead() : limits.keepAlive()).toNanos();
        restIfTaken(now);
        if (active == 0 && (fresh || pending == 0) && now - idleSince > patience) {
            end();
            return;
        }
        for (LongPredicate body : List.copyOf(bodies)) {
            if (body.test(now)) {
                bodies.remove(body);
            }
        }
        if (pending == 0) {
            answering = null;
        } else if (answering == null) {
            answering = limits.pace().begin(now, taken());
        } else if (answering.isTooSlow(now, taken())) {
            end();
        }
    }

    private long taken() {
        ChannelOutboundBuffer buffer = channel.unsafe().outboundBuffer();
        return written - pending + (buffer == null ? 0 : buffer.currentProgress());
    }

    /** Ends the connection from the side of the socket: what is still to be written would wait for the client. */
    void end() {
        channel.unsafe().close(channel.unsafe().voidPromise());
    }

    private static long size(Object message) {
        if (message instanceof ByteBuf bytes) {
            return bytes.readableBytes();
        }
        return message instanceof FileRegion file ? file.count() : 0;
    }
}
