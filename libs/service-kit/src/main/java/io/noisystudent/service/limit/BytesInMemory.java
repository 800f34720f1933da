package io.noisystudent.service.limit;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * What bodies, or answers, in memory take together. Counts bytes that are there: a client that announces many takes nothing.
 *
 * <p>An eighth is kept for small bodies: a few large ones must not keep a promotion or a cancellation out. Thread-safe.
 */
final class BytesInMemory {
    /** Bytes of a body up to which it is small. */
    static final long SMALL = 16L << 10;

    private static final int RESERVE = 8;

    private final long limit;
    private final @Nullable BytesInMemory whole;
    private final AtomicLong taken = new AtomicLong();

    BytesInMemory(long limit) {
        this(limit, null);
    }

    private BytesInMemory(long limit, @Nullable BytesInMemory whole) {
        this.limit = limit;
        this.whole = whole;
    }

    /** A part of this memory with a limit of its own. */
    BytesInMemory part(long most) {
        return new BytesInMemory(most, this);
    }

    /** The reason for which a body that found no room is refused. */
    NoisyStudentException full() {
        return new NoisyStudentException(
                ErrorCode.TOO_BUSY,
                "body",
                "the bodies of other requests take all of the " + limit
                        + " bytes that there are for them; send it again");
    }

    long limit() {
        return limit;
    }

    /** What large bodies may take of a limit. */
    static long forLarge(long limit) {
        return limit - limit / RESERVE;
    }

    /**
     * Whether there was room.
     *
     * @param before bytes that the same body took before
     */
    boolean take(long bytes, long before) {
        long most = before + bytes <= SMALL ? limit : forLarge(limit);
        if (taken.addAndGet(bytes) <= most && (whole == null || whole.take(bytes, before))) {
            return true;
        }
        taken.addAndGet(-bytes);
        return false;
    }

    void giveBack(long bytes) {
        taken.addAndGet(-bytes);
        if (whole != null) {
            whole.giveBack(bytes);
        }
    }
}
