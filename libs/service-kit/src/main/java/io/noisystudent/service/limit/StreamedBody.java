package io.noisystudent.service.limit;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.io.InputStream;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A body of any size, read by one thread as it comes; the client waits when that thread does not keep up. */
final class StreamedBody extends ReceivedBody {
    private static final long AHEAD = 1L << 20;

    /** Bytes after which a transfer counts as begun; what arrives before takes memory, but no place. */
    private static final long BEGUN = 64L << 10;

    private final BytesInMemory memory;
    private final MemoryShare share;
    private final Blocks parts = new Blocks();
    private final CompletableFuture<StreamedBody> begun = new CompletableFuture<>();
    private long waiting;
    private boolean paused;
    private boolean complete;
    private boolean released;
    private @Nullable NoisyStudentException failure;

    StreamedBody(HttpServerRequest request, long limit, Pace pace, BytesInMemory memory) {
        super(request, limit, pace);
        this.memory = memory;
        this.share = new MemoryShare(memory);
    }

    @Override
    synchronized void take(Buffer part) {
        if (released) {
            return;
        }
        if (!parts.append(part, bytes -> begun.isDone() || share.take(bytes))) {
            end(memory.full());
            return;
        }
        waiting += part.length();
        if (waiting > AHEAD && !paused) {
            paused = true;
            pause();
        }
        notifyAll();
        if (waiting >= BEGUN) {
            begin();
        }
    }

    private void begin() {
        // From here on the number of places bounds the memory.
        share.release();
        begun.complete(this);
    }

    @Override
    synchronized void complete() {
        complete = true;
        begin();
        notifyAll();
    }

    @Override
    synchronized void fail(NoisyStudentException reason) {
        failure = reason;
        share.release();
        begun.completeExceptionally(reason);
        parts.clear();
        notifyAll();
    }

    /** Completes when a good deal of the body, or all of it, is there, or with the {@link NoisyStudentException}. */
    CompletableFuture<StreamedBody> begun() {
        return begun;
    }

    /** Blocks; throws the {@link NoisyStudentException} with which the body ended. */
    InputStream stream() {
        return new PartsStream(this::next);
    }

    private synchronized byte @Nullable [] next() {
        while (parts.isEmpty() && !complete && failure == null) {
            try {
                wait();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new NoisyStudentException(ErrorCode.TOO_BUSY, "body", "the service ends; send it again", e);
            }
        }
        if (failure != null) {
            throw failure;
        }
        byte[] part = parts.poll();
        waiting -= part == null ? 0 : part.length;
        if (waiting < AHEAD / 2) {
            readOn();
        }
        return part;
    }

    private void readOn() {
        if (paused) {
            paused = false;
            resume();
        }
    }

    /** The request is over: what still comes of the body is dropped. */
    synchronized void release() {
        released = true;
        share.release();
        parts.clear();
        readOn();
    }
}
