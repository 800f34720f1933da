package io.noisystudent.service.limit;

import io.noisystudent.contracts.error.NoisyStudentException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.io.InputStream;
import java.util.concurrent.CompletableFuture;

/** A body that is kept in memory until all of it is there, so that the thread that works on it never waits. */
final class BodyInMemory extends ReceivedBody {
    private final BytesInMemory memory;
    private final MemoryShare share;
    private final Blocks blocks = new Blocks();
    private final CompletableFuture<InputStream> stream = new CompletableFuture<>();

    BodyInMemory(HttpServerRequest request, long limit, Pace pace, BytesInMemory memory) {
        super(request, limit, pace);
        this.memory = memory;
        this.share = new MemoryShare(memory);
    }

    /** The whole body, or a {@link NoisyStudentException}. */
    CompletableFuture<InputStream> stream() {
        return stream;
    }

    @Override
    void take(Buffer part) {
        if (!blocks.append(part, share::take)) {
            end(memory.full());
        }
    }

    @Override
    void complete() {
        stream.complete(new PartsStream(blocks::poll));
    }

    @Override
    void fail(NoisyStudentException reason) {
        release();
        stream.completeExceptionally(reason);
    }

    /** Whether there is room for bytes that the body becomes when it is decompressed. */
    boolean takes(long bytes) {
        return share.take(bytes);
    }

    /** Gives the memory back when the request is over. */
    synchronized void release() {
        blocks.clear();
        share.release();
    }
}
