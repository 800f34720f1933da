package io.noisystudent.service.limit;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.io.InputStream;
import java.util.concurrent.CompletableFuture;

/** A body that is kept in memory until all of it is there, so that whoever works on it never waits. */
final class BodyInMemory extends ReceivedBody {
    private final BytesInMemory memory;
    private final Blocks blocks = new Blocks();
    private final CompletableFuture<InputStream> stream = new CompletableFuture<>();
    private long taken;
    private boolean released;

    BodyInMemory(HttpServerRequest request, long limit, Pace pace, BytesInMemory memory) {
        super(request, limit, pace);
        this.memory = memory;
    }

    /** The whole body, or a {@link NoisyStudentException}. */
    CompletableFuture<InputStream> stream() {
        return stream;
    }

    @Override
    void take(Buffer part) {
        if (!blocks.append(part, this::allocate)) {
            end(new NoisyStudentException(
                    ErrorCode.BUSY,
                    "body",
                    "the bodies of other requests take all of the " + memory.limit()
                            + " bytes that there are for them; send it again"));
        }
    }

    private boolean allocate(long bytes) {
        boolean allocated = memory.take(bytes, taken);
        taken += allocated ? bytes : 0;
        return allocated;
    }

    @Override
    void complete() {
        stream.complete(new PartsStream(blocks));
    }

    @Override
    void fail(NoisyStudentException reason) {
        release();
        stream.completeExceptionally(reason);
    }

    /** Gives the memory back when the request is over. */
    synchronized void release() {
        if (!released) {
            released = true;
            blocks.clear();
            memory.giveBack(taken);
        }
    }
}
