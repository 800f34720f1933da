package io.noisystudent.service.limit;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A body on its way: counted, timed, and read by the event loop, so that a slow one takes no thread. */
abstract class ReceivedBody {
    private static final String CONTINUE = "100-continue";

    private final HttpServerRequest request;
    private final long limit;
    private final Pace pace;
    private final @Nullable WatchedConnection connection;
    private long size;
    private boolean over;

    ReceivedBody(HttpServerRequest request, long limit, Pace pace) {
        this.request = request;
        this.limit = limit;
        this.pace = pace;
        this.connection = WatchedConnection.of(request);
    }

    /** Whether the head says that a body follows. */
    static boolean isAnnounced(HttpServerRequest request) {
        return request.getHeader(HttpHeaders.TRANSFER_ENCODING) != null || declared(request) > 0;
    }

    /** The length that the head states; -1 if it states none, or nonsense. */
    static long declared(HttpServerRequest request) {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        try {
            return length == null ? -1 : Long.parseLong(length);
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    static NoisyStudentException tooLarge(long limit, String route) {
        return new NoisyStudentException(
                ErrorCode.TOO_LARGE,
                "body",
                "a body of this route may have " + limit + " bytes; send less to " + route
                        + ", or raise noisystudent.limits (docs/limits.md)");
    }

    /** Takes a part of the body. */
    abstract void take(Buffer part);

    /** The body is complete. */
    abstract void complete();

    /** The body will not be complete. */
    abstract void fail(NoisyStudentException reason);

    /** Begins to read; on the event loop. */
    final void start() {
        if (CONTINUE.equalsIgnoreCase(request.getHeader(HttpHeaders.EXPECT))) {
            request.response().writeContinue();
        }
        if (connection != null) {
            connection.allow(limit);
            Pace.Transfer transfer = pace.begin(System.nanoTime(), 0);
            WatchedConnection watched = connection;
            watched.watch(now -> look(watched, transfer, now));
        }
        request.exceptionHandler(e -> end(new NoisyStudentException(
                ErrorCode.BAD_REQUEST, "body", "the body broke off after " + size + " bytes; send it again", e)));
        request.endHandler(end -> {
            if (!over) {
                over = true;
                complete();
            }
        });
        request.handler(this::receive);
        request.resume();
    }

    private void receive(Buffer part) {
        if (over) {
            return;
        }
        size += part.length();
        if (size > limit) {
            end(tooLarge(limit, request.path()));
        } else if (part.length() > 0) {
            take(part);
        }
    }

    /** Nothing more is taken; what still comes is dropped until the connection ends. */
    final void end(NoisyStudentException reason) {
        if (!over) {
            over = true;
            fail(reason);
        }
    }

    /** Lets the client wait until {@link #resume}. */
    final void pause() {
        if (connection != null) {
            connection.pause();
        }
    }

    final void resume() {
        if (connection != null) {
            connection.resume();
        }
    }

    private boolean look(WatchedConnection watched, Pace.Transfer transfer, long now) {
        if (over) {
            return true;
        }
        long bytes = Math.max(size, watched.received());
        if (!watched.isReading()) {
            transfer.excuse(now);
        } else if (transfer.isTooSlow(now, bytes)) {
            end(new NoisyStudentException(
                    ErrorCode.TOO_SLOW,
                    "body",
                    size + " bytes of the body have arrived; it must not pause for "
                            + TimeUnit.NANOSECONDS.toSeconds(pace.pauseNanos()) + " s, and bring "
                            + pace.bytesPerSecond() + " bytes a second: send it again, over a faster connection"));
        }
        return over;
    }
}
